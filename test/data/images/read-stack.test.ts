import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { describeImage } from "../../../src/data/images/describe-image.ts";
import { readStack } from "../../../src/data/images/read-stack.ts";

const fixtures = resolve(import.meta.dirname, "../../fixtures/images");

interface Expected {
  axes: string;
  shape: number[];
  dtype: string;
  pages: number;
  compression: string;
  photometric: string;
  checksum: number;
  minimum: number;
  maximum: number;
}

const expected: Record<string, Expected> = JSON.parse(
  readFileSync(join(fixtures, "expected.json"), "utf8"),
).files;

describe("readStack and describeImage against tifffile", () => {
  it.each(Object.keys(expected))("%s", async (name) => {
    const want = expected[name] as Expected; // the keys come from there
    const path = join(fixtures, name);
    const info = await describeImage(path);
    const stack = await readStack(path);
    expect(info).toMatchObject({
      path,
      format: "tiff",
      axes: want.axes,
      shape: want.shape,
      pixelType: want.dtype,
      compression: want.compression,
      photometric: want.photometric,
    });
    // tifffile counts directories; a stack behind one directory has as many pages as planes all the same.
    expect(info.pages).toBe(name === "imagej-virtual.tif" ? 4 : want.pages);
    expect(stack).toMatchObject({ axes: want.axes, shape: want.shape, pixelType: want.dtype });
    const { checksum, minimum, maximum } = summary(stack.data);
    expect({ minimum, maximum }).toEqual({ minimum: want.minimum, maximum: want.maximum });
    // Sums of doubles in another order differ in their last digits.
    expect(Math.abs(checksum - want.checksum)).toBeLessThanOrEqual(1e-9 * Math.abs(want.checksum));
  });

  it("reads the pixel size of OME and ImageJ files in micrometres", async () => {
    const sizeOf = async (name: string) => (await describeImage(join(fixtures, name))).physicalSizeX;
    expect(await sizeOf("ome-tczyx.tif")).toBeCloseTo(0.065, 12);
    expect(await sizeOf("imagej-tzcyx.tif")).toBeCloseTo(0.25, 12);
    expect(await sizeOf("imagej-z.tif")).toBeCloseTo(0.1, 12);
    expect(await sizeOf("rgb.tif")).toBeUndefined();
  });

  it("refuses a stack that is cut short anywhere", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mor-cut-"));
    try {
      const bytes = await readFile(join(fixtures, "pillow-tiff_lzw.tif"));
      for (let end = 4; end < bytes.length; end += 7) {
        const path = join(folder, "cut.tif");
        await writeFile(path, bytes.subarray(0, end));
        await expect(readStack(path)).rejects.toMatchObject({
          name: "MorError",
          code: "image-unreadable",
          path,
        });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

const real = resolve(import.meta.dirname, "../../../../shared/data/formats");
const rows = existsSync(real)
  ? readFileSync(join(real, "expected.csv"), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","))
  : [];

/**
 * The second page of this file does not follow the first without a gap, as ImageJ's text would have it. tifffile
 * trusts the text, and reads the 368 bytes of the directory between them as pixels; here each page is read from
 * where its directory says.
 */
const misread = "imagej-tiff/piximi_8b_2c_actin-nuclei.tif";

describe.skipIf(rows.length === 0)("real TIFF files (needs ../shared/data/formats)", () => {
  it("has rows", () => expect(rows.length).toBeGreaterThan(40));

  it.each(rows.filter(([name]) => name !== misread))("%s", async (...row) => {
    const [name = "", axes, shape, dtype, pages, compression, photometric, minimum, maximum, mean] = row;
    const info = await describeImage(join(real, name));
    expect(info).toMatchObject({ axes, pixelType: dtype, compression, photometric });
    expect(info.shape.join("x")).toBe(shape);
    expect(info.pages).toBe(Number(pages));
    const stack = await readStack(join(real, name));
    expect(stack).toMatchObject({ axes, shape: info.shape, pixelType: dtype });
    const found = summary(stack.data);
    // The table shows float32 in eight digits and means in six.
    expect(Math.abs(found.minimum - numberOf(minimum))).toBeLessThanOrEqual(
      5e-9 + 1e-7 * Math.abs(found.minimum),
    );
    expect(Math.abs(found.maximum - numberOf(maximum))).toBeLessThanOrEqual(
      5e-9 + 1e-7 * Math.abs(found.maximum),
    );
    expect(Number(found.mean.toPrecision(6))).toBeCloseTo(numberOf(mean), 12);
  });

  it(`${misread}: pages where the directories say, not where tifffile takes them`, async () => {
    const info = await describeImage(join(real, misread));
    expect(info).toMatchObject({ axes: "CYX", shape: [2, 450, 450], pixelType: "uint8", pages: 2 });
    const stack = await readStack(join(real, misread));
    const bytes = await readFile(join(real, misread));
    const size = 450 * 450;
    expect(
      Buffer.from(stack.data.buffer).equals(
        Buffer.concat([bytes.subarray(8, 8 + size), bytes.subarray(202_876, 202_876 + size)]),
      ),
    ).toBe(true);
    expect(summary(stack.data)).toMatchObject({ minimum: 0, maximum: 54 });
    // What the table says comes from reading on over the directory.
    const overDirectory = summary(bytes.subarray(8, 8 + 2 * size));
    expect([overDirectory.maximum, Number(overDirectory.mean.toPrecision(6))]).toEqual([255, 6.87554]);
  });
});

function numberOf(cell: string | undefined): number {
  return cell === "False" ? 0 : cell === "True" ? 1 : Number(cell);
}

function summary(data: ArrayLike<number>) {
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let checksum = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number; // i is in range
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
    sum += value;
    checksum += value * ((i % 97) + 1);
  }
  return { minimum, maximum, mean: sum / data.length, checksum };
}
