import { describe, expect, it } from "vitest";
import type { Image, PixelType } from "../../../../src/data/images/image.ts";
import { previewOf } from "../../../../src/data/images/picture/preview-of.ts";
import { resizePlanar } from "../../../../src/data/images/resize-planar.ts";
import { scaleIntensity } from "../../../../src/data/images/scale-intensity.ts";
import { type ArrayOf, allocate } from "../../../../src/tensor/dtype.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

function noise(width: number, height: number, channels: number, pixelType: PixelType, factor: number): Image {
  const random = createRandom(3);
  const data: ArrayOf[PixelType] = allocate(pixelType, channels * width * height);
  // Brighter to the right and below, so that a turned preview would be told.
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width) % height];
    data[at] = factor * (random.uniform() + x / width + (2 * y) / height);
  }
  return { path: "noise", width, height, channels, pixelType, data };
}

/** By the way of the picture itself. */
function expected(image: Image): number[] {
  const scaled = scaleIntensity(image, { kind: "percentile", low: 0.5, high: 99.8 });
  const small = resizePlanar(scaled, image, { height: 8, width: 8 });
  return Array.from({ length: 64 }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = [0, 64, 128].map((start) => small[start + at]);
    return 255 * (image.channels === 1 ? red : 0.299 * red + 0.587 * green + 0.114 * blue);
  });
}

describe("previewOf", () => {
  it.each([
    [64, 32, 1, "uint8", 60],
    [64, 64, 3, "uint8", 60],
    [40, 72, 1, "uint16", 9000],
    [16, 8, 3, "uint16", 300],
    [5, 3, 1, "uint8", 60],
    [30, 7, 1, "float32", 1],
    [16, 16, 3, "int16", 500],
  ] as const)(
    "gives the means of %i x %i x %i %s with the contrast of a thumbnail",
    (width, height, channels, pixelType, factor) => {
      const image = noise(width, height, channels, pixelType, factor);
      const preview = previewOf(image);
      expect(preview).toHaveLength(64);
      const means = expected(image);
      preview.forEach((value, at) => {
        expect(Math.abs(value - (means[at] ?? 0))).toBeLessThan(0.51);
      });
      expect(preview[63]).toBeGreaterThan(preview[0] ?? 255);
    },
  );

  it("comes near where parts do not begin at whole pixels", () => {
    const image = noise(250, 131, 1, "uint8", 60);
    const means = expected(image);
    previewOf(image).forEach((value, at) => {
      expect(Math.abs(value - (means[at] ?? 0))).toBeLessThan(3);
    });
  });

  it("is black for an image without contrast", () => {
    const image = { path: "flat", width: 16, height: 16, channels: 1, pixelType: "uint8" } as const;
    expect(previewOf({ ...image, data: new Uint8Array(256).fill(9) })).toEqual(new Uint8Array(64));
  });
});
