import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blurCoarsely, gaussianBlur } from "../../../../src/data/phantoms/optics/gaussian-blur.ts";

describe("gaussianBlur", () => {
  it("spreads a point like a Gaussian", () => {
    const plane = new Float32Array(41 * 31);
    plane[15 * 41 + 20] = 1;
    const blurred = gaussianBlur(plane, 41, 31, 2);
    // Cut at 3 sigma the kernel lacks 0.3 % of its mass per axis, which normalising gives back.
    expect(blurred[15 * 41 + 20]).toBeCloseTo(1 / (2 * Math.PI * 4), 3);
    expect(blurred[17 * 41 + 23]).toBeCloseTo(Math.exp(-(4 + 9) / 8) / (2 * Math.PI * 4), 3);
  });

  it("keeps constants and, away from the border, the sum", () => {
    fc.assert(
      fc.property(
        fc.float({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0.3, max: 5, noNaN: true }),
        (v, sigma) => {
          for (const value of gaussianBlur(new Float32Array(12 * 9).fill(v), 12, 9, sigma)) {
            expect(value).toBeCloseTo(v, 3);
          }
          for (const value of blurCoarsely(new Float32Array(13 * 13).fill(v), 13, sigma, 4)) {
            expect(value).toBeCloseTo(v, 3);
          }
        },
      ),
    );
  });

  it("gives a copy for no blur", () => {
    const plane = Float32Array.from([1, 2, 3, 4]);
    expect(gaussianBlur(plane, 2, 2, 0)).toEqual(plane);
  });
});

describe("blurCoarsely", () => {
  it("agrees with the exact blur where the blur is wide", () => {
    const size = 64;
    const plane = Float32Array.from({ length: size * size }, (_, at) => ((at * 7919) % 101 < 3 ? 1 : 0));
    const exact = gaussianBlur(plane, size, size, 10);
    const coarse = blurCoarsely(plane, size, 10, 4);
    const largest = Math.max(...exact);
    for (const [at, value] of exact.entries())
      expect(Math.abs((coarse[at] ?? 0) - value)).toBeLessThan(0.05 * largest);
  });
});
