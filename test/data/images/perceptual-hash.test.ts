import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Image } from "../../../src/data/images/image.ts";
import { hammingDistance, perceptualHash } from "../../../src/data/images/perceptual-hash.ts";
import { readImage } from "../../../src/data/images/read-image.ts";
import { writeJpeg } from "../../../src/data/images/write-image.ts";
import { createRandom } from "../../../src/tensor/random.ts";

/** A dark field with bright spots and shot noise, as a fluorescence micrograph of organelles. */
function spots(seed: number, size = 128): Image {
  const random = createRandom(seed);
  const light = new Float64Array(size * size).fill(8);
  for (let spot = 0; spot < 30; spot++) {
    const [x, y] = [random.uniform(0, size), random.uniform(0, size)];
    const width = random.uniform(2, 7);
    const height = random.uniform(60, 200);
    for (let i = 0; i < light.length; i++) {
      const distance = ((i % size) - x) ** 2 + (Math.floor(i / size) - y) ** 2;
      light[i] = (light[i] ?? 0) + height * Math.exp(-distance / (2 * width * width));
    }
  }
  const data = Uint8Array.from(light, (value) => Math.min(255, random.poisson(value)));
  return { path: `${seed}`, width: size, height: size, channels: 1, pixelType: "uint8", data };
}

describe("perceptualHash", () => {
  it("agrees with scipy's cosine transform", () => {
    const path = resolve(import.meta.dirname, "../../fixtures/images/expected.json");
    const { pixels, result } = JSON.parse(readFileSync(path, "utf8")).numbers.hash;
    const image: Image = {
      path: "",
      width: 32,
      height: 32,
      channels: 1,
      pixelType: "uint8",
      data: Uint8Array.from(pixels),
    };
    expect(perceptualHash(image)).toBe(result);
  });

  it("hardly changes with JPEG compression, brightness or 16 bits", async () => {
    const folder = mkdtempSync(join(tmpdir(), "mor-hash-"));
    try {
      for (let seed = 0; seed < 20; seed++) {
        const image = spots(seed);
        const hash = perceptualHash(image);
        expect(hash).toMatch(/^[0-9a-f]{16}$/);
        for (const quality of [95, 75]) {
          const path = join(folder, "again.jpg");
          await writeJpeg(path, image, quality);
          expect(hammingDistance(hash, perceptualHash(await readImage(path)))).toBeLessThanOrEqual(4);
        }
        const words = Uint16Array.from(image.data as Uint8Array, (value) => value * 131 + 900); // made as bytes above
        expect(
          hammingDistance(hash, perceptualHash({ ...image, pixelType: "uint16", data: words })),
        ).toBeLessThanOrEqual(1);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("differs by more than 10 bits between different images", () => {
    const hashes = Array.from({ length: 30 }, (_, seed) => perceptualHash(spots(seed)));
    hashes.forEach((a, i) => {
      for (const b of hashes.slice(i + 1)) expect(hammingDistance(a, b)).toBeGreaterThan(10);
    });
  });

  it("is zero for a constant image, down to a single pixel", () => {
    for (const value of [0, 13, 255]) {
      const data = new Uint8Array(37 * 41).fill(value);
      const image: Image = { path: "", width: 37, height: 41, channels: 1, pixelType: "uint8", data };
      expect(perceptualHash(image)).toBe("0000000000000000");
      expect(perceptualHash({ ...image, width: 1, height: 1, data: Uint8Array.of(value) })).toBe(
        "0000000000000000",
      );
    }
  });

  it("counts bits", () => {
    expect(hammingDistance("0000000000000000", "ffffffffffffffff")).toBe(64);
    expect(hammingDistance("8000000000000001", "0000000000000000")).toBe(2);
    expect(hammingDistance("123456789abcdef0", "123456789abcdef0")).toBe(0);
  });
});
