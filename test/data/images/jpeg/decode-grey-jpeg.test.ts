import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import sharp, { type Sharp } from "sharp";
import { describe, expect, it } from "vitest";
import { decodeGreyJpeg } from "../../../../src/data/images/jpeg/decode-grey-jpeg.ts";
import { huffmanTable } from "../../../../src/data/images/jpeg/huffman-table.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const fixtures = resolve(import.meta.dirname, "../../../fixtures/jpegs");

function makePixels(width: number, height: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  const noise = random.uniform(0, 200);
  return Uint8Array.from({ length: width * height }, (_, at) =>
    Math.max(0, Math.min(255, 3 * (at % width) + random.normal(0, noise))),
  );
}

function encode(pixels: Uint8Array, width: number, height: number): Sharp {
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace("b-w");
}

/** libjpeg's values. */
async function reference(bytes: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await sharp(bytes).toColourspace("b-w").raw().toBuffer());
}

describe("decodeGreyJpeg", () => {
  it("gives the values of libjpeg for any size and quality", async () => {
    const random = createRandom(5);
    for (let round = 0; round < 60; round++) {
      const [width, height] = [1 + random.integer(40), 1 + random.integer(40)];
      const bytes = await encode(makePixels(width, height, round), width, height)
        .jpeg({ quality: 1 + random.integer(100), optimiseCoding: round % 2 === 0 })
        .toBuffer();
      expect(decodeGreyJpeg(bytes)).toEqual(await reference(bytes));
    }
  });

  it.each(["restart", "common-tables", "finest"])("reads what Pillow writes: %s", async (name) => {
    const bytes = await readFile(resolve(fixtures, `${name}.jpg`));
    expect(decodeGreyJpeg(bytes)).toEqual(await reference(bytes));
  });

  it("reads strong coefficients whose code is a single bit", async () => {
    // A plaid: in every block the two lowest frequencies with values of 8 bits, and nothing else.
    const wave = (at: number): number => 30 * Math.cos(((2 * (at % 8) + 1) * Math.PI) / 16);
    const pixels = Uint8Array.from({ length: 64 * 64 }, (_, at) =>
      Math.round(128 + wave(at % 64) + wave(Math.floor(at / 64))),
    );
    const bytes = await encode(pixels, 64, 64).jpeg({ quality: 95 }).toBuffer();
    expect(decodeGreyJpeg(bytes)).toEqual(await reference(bytes));
    const counts = new Uint8Array(16);
    counts.set([1, 1]);
    const table = huffmanTable(counts, Uint8Array.of(0x08, 0x00));
    expect(Math.max(...(table?.values ?? []).map((value) => value >> 8))).toBe(255);
    expect(Math.min(...(table?.values ?? []).map((value) => value >> 8))).toBe(-255);
  });

  it("leaves other kinds to sharp", async () => {
    const pixels = makePixels(20, 20, 1);
    expect(
      decodeGreyJpeg(await encode(pixels, 20, 20).jpeg({ progressive: true }).toBuffer()),
    ).toBeUndefined();
    const colour = sharp(makePixels(60, 20, 2), { raw: { width: 20, height: 20, channels: 3 } });
    expect(decodeGreyJpeg(await colour.jpeg().toBuffer())).toBeUndefined();
  });

  it("leaves data that are cut short or damaged to sharp, and never fails", async () => {
    const whole = new Uint8Array(
      await encode(makePixels(30, 30, 3), 30, 30)
        .jpeg()
        .toBuffer(),
    );
    for (let length = 0; length < whole.length; length++) {
      expect(decodeGreyJpeg(whole.subarray(0, length))).toBeUndefined();
    }
    const random = createRandom(9);
    for (let round = 0; round < 500; round++) {
      const damaged = whole.slice();
      for (let k = 0; k <= round % 3; k++) damaged[random.integer(whole.length)] = random.integer(256);
      const decoded = decodeGreyJpeg(damaged);
      expect(decoded === undefined || decoded.length > 0).toBe(true);
    }
  });
});
