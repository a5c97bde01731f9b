import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeImage } from "../../../src/data/images/describe-image.ts";
import { readImage } from "../../../src/data/images/read-image.ts";
import { readStack } from "../../../src/data/images/read-stack.ts";
import { pngBytes, tiffBytes, tiffStack } from "./image-bytes.ts";

const fixtures = resolve(import.meta.dirname, "../../fixtures/images");
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-read-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function save(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

function wavy(width: number, height: number, channels: number, top: number): number[] {
  return Array.from({ length: width * height * channels }, (_, i) =>
    Math.floor((top * (1 + Math.sin(i * i * 0.01))) / 2),
  );
}

/** What sharp decodes, as [C, H, W]. */
async function bySharp(bytes: Uint8Array, channels: number, depth: "uchar" | "ushort"): Promise<number[]> {
  const space =
    channels === 1 ? (depth === "uchar" ? "b-w" : "grey16") : depth === "uchar" ? "srgb" : "rgb16";
  const { data, info } = await sharp(bytes)
    .toColourspace(space)
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  const values =
    depth === "uchar" ? data : new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const size = info.width * info.height;
  return Array.from(
    { length: channels * size },
    (_, i) => values[(i % size) * info.channels + Math.floor(i / size)] ?? -1,
  );
}

describe("PNG against sharp", () => {
  const sizes = [
    [1, 1],
    [5, 3],
    [9, 8],
    [33, 17],
  ] as const;
  it.each(sizes)("every kind of %i x %i", async (width, height) => {
    for (const channels of [1, 2, 3, 4] as const) {
      for (const depth of ["uchar", "ushort"] as const) {
        for (const progressive of [false, true]) {
          const values = wavy(width, height, channels, depth === "uchar" ? 255 : 65_535);
          const array = depth === "uchar" ? Uint8Array.from(values) : Uint16Array.from(values);
          const space = depth === "uchar" ? "srgb" : "rgb16";
          const greySpace = depth === "uchar" ? "b-w" : "grey16";
          const bytes = await sharp(array, { raw: { width, height, channels } })
            .toColourspace(channels < 3 ? greySpace : space)
            .png({ progressive, adaptiveFiltering: true })
            .toBuffer();
          const path = save("kind.png", bytes);
          const info = await describeImage(path);
          const type = depth === "uchar" ? "uint8" : "uint16";
          expect(info).toMatchObject({
            format: "png",
            width,
            height,
            samples: channels,
            pixelType: type,
            pages: 1,
          });
          expect(info.axes).toBe(channels === 1 ? "YX" : "YXS");
          const image = await readImage(path);
          const colours = channels < 3 ? 1 : 3;
          expect(image).toMatchObject({ path, width, height, channels: colours, pixelType: type });
          expect(Array.from(image.data, Number)).toEqual(
            Array.from({ length: colours * width * height }, (_, i) => {
              const size = width * height;
              return values[(i % size) * channels + Math.floor(i / size)];
            }),
          );
        }
      }
    }
  });

  it.each([2, 4, 16, 200])("a palette of %i colours", async (colours) => {
    const pixels = sharp(Uint8Array.from(wavy(21, 13, 3, 255)), {
      raw: { width: 21, height: 13, channels: 3 },
    });
    const bytes = await pixels.png({ palette: true, colours }).toBuffer();
    const path = save("palette.png", bytes);
    expect(await describeImage(path)).toMatchObject({ photometric: "PALETTE", samples: 1, axes: "YX" });
    const image = await readImage(path);
    expect(image.channels).toBe(3);
    expect(Array.from(image.data, Number)).toEqual(await bySharp(bytes, 3, "uchar"));
    expect((await readStack(path)).data).toHaveLength(21 * 13);
  });

  it.each([
    [1, [0b10110000], [255, 0, 255, 255]],
    [2, [0b00011011], [0, 85, 170, 255]],
    [4, [0x0f, 0x83], [0, 255, 136, 51]],
  ])("grey of %i bits is stretched to 8", async (bitDepth, row, expected) => {
    const path = save(
      "bits.png",
      pngBytes({ width: 4, height: 1, bitDepth, rows: Uint8Array.of(0, ...row) }),
    );
    const image = await readImage(path);
    expect([image.pixelType, ...Array.from(image.data, Number)]).toEqual(["uint8", ...expected]);
  });
});

describe("JPEG", () => {
  it("reads grey and colour as sharp does, whatever its name", async () => {
    const pixels = Uint8Array.from(wavy(32, 24, 3, 255));
    const colour = await sharp(pixels, { raw: { width: 32, height: 24, channels: 3 } })
      .jpeg()
      .toBuffer();
    const path = save("colour.tif", colour);
    expect(await describeImage(path)).toMatchObject({
      format: "jpeg",
      samples: 3,
      axes: "YXS",
      shape: [24, 32, 3],
    });
    const image = await readImage(path);
    expect(Array.from(image.data, Number)).toEqual(await bySharp(colour, 3, "uchar"));
    const grey = await sharp(colour).toColourspace("b-w").jpeg().toBuffer();
    const read = await readImage(save("grey.jpg", grey));
    expect(read).toMatchObject({ channels: 1, width: 32, height: 24, pixelType: "uint8" });
    expect(Array.from(read.data, Number)).toEqual(await bySharp(grey, 1, "uchar"));
  });
});

describe("TIFF", () => {
  const load = async (name: string) => Array.from((await readStack(join(fixtures, name))).data);
  const read = (name: string, page?: number) =>
    readImage(join(fixtures, name), page === undefined ? {} : { page: { page } });

  it("inverts MINISWHITE", async () => {
    const stored = await load("miniswhite.tif");
    expect(Array.from((await read("miniswhite.tif")).data, Number)).toEqual(
      stored.map((value) => 65_535 - value),
    );
    const bits = await load("bool.tif");
    expect(Array.from((await read("bool.tif")).data, Number)).toEqual(bits.map((value) => 1 - value));
  });

  it("resolves a palette as sharp does", async () => {
    const path = join(fixtures, "pillow-palette.tif");
    const image = await readImage(path);
    const { data } = await sharp(path).toColourspace("b-w").raw().toBuffer({ resolveWithObject: true });
    expect(image).toMatchObject({ channels: 1, pixelType: "uint8" }); // all its colours are grey
    expect(Array.from(image.data, Number)).toEqual([...data]);
  });

  it("drops alpha and turns [H, W, S] and [S, H, W] into [C, H, W]", async () => {
    const tiled = await load("rgba-tiled.tif");
    const size = 40 * 50;
    expect(Array.from((await read("rgba-tiled.tif")).data, Number)).toEqual(
      Array.from({ length: 3 * size }, (_, i) => tiled[(i % size) * 4 + Math.floor(i / size)]),
    );
    expect(Array.from((await read("rgb-planar.tif")).data, Number)).toEqual(await load("rgb-planar.tif"));
  });

  it("takes a page by number, or the maximum of all", async () => {
    const stack = await load("pages.tif");
    const size = 13 * 17;
    const pages = [0, 1, 2].map((page) => stack.slice(page * size, (page + 1) * size));
    expect(Array.from((await read("pages.tif", 1)).data, Number)).toEqual(pages[1]);
    const maximum = pages[0]?.map((value, i) => Math.max(value, pages[1]?.[i] ?? 0, pages[2]?.[i] ?? 0));
    expect(Array.from((await read("pages.tif")).data, Number)).toEqual(maximum);
    const tczyx = await load("ome-ctzyx.tif");
    expect(Array.from((await read("ome-ctzyx.tif", 17)).data, Number)).toEqual(
      tczyx.slice(17 * size, 18 * size),
    );
    for (const page of [3, -1, 0.5, Number.NaN]) {
      await expect(read("pages.tif", page)).rejects.toMatchObject({
        code: "image-unreadable",
        message: /page 0 to 2/,
      });
    }
    await expect(read("rgb.tif", 1)).rejects.toMatchObject({ message: /page 0 to 0/ });
  });

  it("passes over NaN in a maximum", async () => {
    const floats = Float32Array.of(Number.NaN, 2, 1, Number.NaN);
    const body = new Uint8Array(floats.buffer);
    const fields = (offset: number) =>
      [
        [256, 2],
        [257, 1],
        [258, 32],
        [259, 1],
        [262, 1],
        [273, offset],
        [277, 1],
        [278, 1],
        [279, 8],
        [339, 3],
      ] as const;
    const first = Buffer.from(tiffBytes(fields(8), body));
    const directory = first.readUInt32LE(4);
    const second = Buffer.from(first.subarray(directory));
    second.writeUInt32LE(16, 2 + 5 * 12 + 8);
    first.writeUInt32LE(first.length, first.length - 4);
    const image = await readImage(save("nan.tif", Buffer.concat([first, second])));
    expect([...image.data]).toEqual([1, 2]);
  });

  it("reads 4 and 12 bits, and bits in reversed order", async () => {
    const common = [
      [256, 3],
      [257, 2],
      [262, 1],
      [273, 8],
      [277, 1],
      [278, 2],
    ] as const;
    const tiff = (body: number[], ...more: (readonly [number, number])[]) =>
      tiffBytes(
        [...common, ...more].sort(([a], [b]) => a - b),
        Uint8Array.from(body),
      );
    const four = save("4.tif", tiff([0x12, 0x30, 0xf0, 0x90], [258, 4], [259, 1], [279, 4]));
    expect([...(await readStack(four)).data]).toEqual([1, 2, 3, 15, 0, 9]);
    expect([...(await readImage(four)).data]).toEqual([17, 34, 51, 255, 0, 153]);
    const twelve = save(
      "12.tif",
      tiff([0x12, 0x3f, 0xff, 0x00, 0x10, 0, 0, 0xab, 0xc0, 0], [258, 12], [259, 1], [279, 10]),
    );
    expect(await describeImage(twelve)).toMatchObject({ pixelType: "uint16" });
    expect([...(await readStack(twelve)).data]).toEqual([0x123, 0xfff, 1, 0, 0xab, 0xc00]);
    const reversed = save(
      "reversed.tif",
      tiff([0b00000001, 0b00000110], [258, 1], [259, 1], [266, 2], [279, 2]),
    );
    expect([...(await readStack(reversed)).data]).toEqual([1, 0, 0, 0, 1, 1]);
  });

  it("takes the maximum of some planes where not all are asked for", async () => {
    const stack = save(
      "stack.tif",
      tiffStack(
        Array.from({ length: 100 }, (_, page) => page),
        4,
      ),
    );
    const top = async (most?: { planes: number; pixels: number }) =>
      (await readImage(stack, most ? { most } : {})).data[0];
    expect(await top()).toBe(99);
    expect(await top({ planes: 1000, pixels: 1e9 })).toBe(99);
    expect(await top({ planes: 4, pixels: 1e9 })).toBe(87);
    expect(await top({ planes: 100, pixels: 4 * 16 })).toBe(87);
    expect(await top({ planes: 100, pixels: 1 })).toBe(50);
    expect((await readImage(stack, { page: { page: 3 }, most: { planes: 1, pixels: 1 } })).data[0]).toBe(3);
  });
});
