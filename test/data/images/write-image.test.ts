import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeImage } from "../../../src/data/images/describe-image.ts";
import { readImage } from "../../../src/data/images/read-image.ts";
import { type Pixels, writeJpeg, writePng, writeTiff } from "../../../src/data/images/write-image.ts";
import { allocate } from "../../../src/tensor/dtype.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mor-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function pixels(pixelType: Pixels["pixelType"], channels: number, width = 9, height = 5): Pixels {
  const data = allocate(pixelType, channels * width * height);
  const isFloat = pixelType.startsWith("float");
  for (let i = 0; i < data.length; i++) {
    const value = (i * 2_654_435_761) % 4_294_967_296;
    if (!(data instanceof BigInt64Array || data instanceof BigUint64Array))
      data[i] = isFloat ? value / 4e9 : value;
  }
  return { width, height, channels, pixelType, data };
}

describe("what a TIFF says of itself", () => {
  it("has its pixel size as ImageJ writes it, and the same pixels", async () => {
    const path = join(folder, "map.tif");
    const written = pixels("float32", 1);
    await writeTiff(path, written, { physicalSizeX: 0.2305, display: { low: 0, high: 0.75 } });
    expect(await readImage(path)).toEqual({ path, ...written });
    expect((await describeImage(path)).physicalSizeX).toBeCloseTo(0.2305, 6);
    const text = readFileSync(path, "latin1");
    expect(text).toContain("ImageJ=");
    expect(text).toContain("unit=micron\nmin=0\nmax=0.75\n");
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 1e-9])(
    "has none of a size of %d",
    async (physicalSizeX) => {
      const path = join(folder, "map.tif");
      await writeTiff(path, pixels("uint8", 3), { physicalSizeX });
      expect((await describeImage(path)).physicalSizeX).toBeUndefined();
    },
  );
});

describe("writing and reading again", () => {
  for (const channels of [1, 3]) {
    it.each(["uint8", "uint16"] as const)(`${channels} x %s as PNG`, async (type) => {
      const path = join(folder, "ä b.png");
      const written = pixels(type, channels);
      await writePng(path, written);
      expect(await readImage(path)).toEqual({ path, ...written });
      expect(readdirSync(folder)).toEqual(["ä b.png"]);
    });

    const types = ["uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64"] as const;
    it.each(types)(`${channels} x %s as TIFF`, async (type) => {
      const path = join(folder, "a.tif");
      const written = pixels(type, channels);
      await writeTiff(path, written);
      expect(await readImage(path)).toEqual({ path, ...written });
      expect(await describeImage(path)).toMatchObject({
        axes: channels === 1 ? "YX" : "YXS",
        compression: "NONE",
      });
    });

    it(`${channels} x uint8 as JPEG, nearly`, async () => {
      const path = join(folder, "a.jpg");
      const data = Uint8Array.from({ length: channels * 400 }, (_, i) => 100 + (i % 20) * 3);
      await writeJpeg(path, { width: 20, height: 20, channels, pixelType: "uint8", data }, 100);
      const image = await readImage(path);
      expect(image).toMatchObject({ width: 20, height: 20, channels });
      image.data.forEach((value: number | bigint, i: number) => {
        expect(Math.abs(Number(value) - (data[i] ?? 0))).toBeLessThanOrEqual(4);
      });
    });
  }
});

describe("refusals", () => {
  it("pixel types and shapes that the format does not have", async () => {
    const path = join(folder, "a.png");
    await expect(writePng(path, pixels("float32", 1))).rejects.toMatchObject({ code: "image-unsupported" });
    await expect(writeJpeg(path, pixels("uint16", 1))).rejects.toMatchObject({ code: "image-unsupported" });
    await expect(writeTiff(path, pixels("bool", 1))).rejects.toMatchObject({ code: "image-unsupported" });
    for (const write of [writePng, writeJpeg, writeTiff]) {
      await expect(write(path, pixels("uint8", 2))).rejects.toMatchObject({ code: "shape-mismatch" });
      await expect(write(path, { ...pixels("uint8", 1), width: 3 })).rejects.toMatchObject({
        code: "shape-mismatch",
      });
    }
    await expect(writeJpeg(path, pixels("uint8", 1, 70_000, 1))).rejects.toMatchObject({
      code: "image-unsupported",
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("places where nothing can be written, leaving nothing behind", async () => {
    const image = pixels("uint8", 1);
    const missing = { code: "output-unwritable", hint: expect.stringMatching(/Create the folder first/) };
    await expect(writePng(join(folder, "none", "a.png"), image)).rejects.toMatchObject(missing);
    writeFileSync(join(folder, "file"), "");
    await expect(writePng(join(folder, "file", "a.png"), image)).rejects.toMatchObject({
      code: "output-unwritable",
    });
    mkdirSync(join(folder, "taken.png"));
    await expect(writePng(join(folder, "taken.png"), image)).rejects.toMatchObject({
      code: "output-unwritable",
    });
    expect(readdirSync(folder).sort()).toEqual(["file", "taken.png"]);
  });

  it.skipIf(process.getuid?.() === 0)(
    "a folder without permission (needs a user other than root)",
    async () => {
      chmodSync(folder, 0o500);
      await expect(writePng(join(folder, "a.png"), pixels("uint8", 1))).rejects.toMatchObject({
        code: "output-unwritable",
        hint: expect.stringMatching(/permission/),
      });
      chmodSync(folder, 0o700);
    },
  );
});
