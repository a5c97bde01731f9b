import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addNoise } from "../../../src/data/augment/add-noise.ts";
import { augmentPlanes, modernAugmentation } from "../../../src/data/augment/augment-planes.ts";
import { blurGaussian } from "../../../src/data/augment/blur-gaussian.ts";
import { drawTransform } from "../../../src/data/augment/draw-transform.ts";
import { applyIntensity, drawIntensity } from "../../../src/data/augment/intensity.ts";
import { warpAffine } from "../../../src/data/augment/warp-affine.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { reference } from "./reference.ts";

const { soft } = reference;
const size = { channels: soft.channels, height: soft.height, width: soft.width };

/** float32 rounding of values in 0..1 after three interpolations. */
const rounding = 2e-6;

function expectClose(got: ArrayLike<number>, expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  const worst = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs((got[i] ?? Number.NaN) - value)),
    0,
  );
  expect(worst).toBeLessThan(rounding);
}

describe("warpAffine", () => {
  it.each(reference.warps.map((warp, index) => [index, warp] as const))(
    "agrees with scipy (matrix %i)",
    (_, warp) => {
      const out = new Float32Array(soft.data.length);
      warpAffine(Float32Array.from(soft.data), size, warp.matrix, out);
      expectClose(out, warp.data);
    },
  );

  it("stays within the values of the picture, for any matrix and size", () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(side, side, fc.integer(), (height, width, seed) => {
        const random = createRandom(seed);
        const source = Float32Array.from({ length: 2 * height * width }, () => random.uniform(3, 5));
        const out = new Float32Array(source.length).fill(Number.NaN);
        const matrix = drawTransform(random, { height, width }, { scale: 2, shift: 3 });
        warpAffine(source, { channels: 2, height, width }, matrix, out);
        for (const value of out) expect(value >= 3 && value <= 5).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("refuses arrays of another length", () => {
    const matrix = drawTransform(createRandom(1), size);
    expect(() => warpAffine(new Float32Array(5), size, matrix, new Float32Array(216))).toThrow("got 5");
  });
});

describe("drawTransform", () => {
  it("is the identity when everything is off", () => {
    const matrix = drawTransform(createRandom(3), size, { rotation: 0, flip: false, scale: 0, shift: 0 });
    const identity = { xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 };
    for (const [key, value] of Object.entries(identity)) {
      expect(matrix[key as keyof typeof identity]).toBeCloseTo(value, 12); // keys of the literal above
    }
  });

  it("stays within its options and uses them to the full", () => {
    const drawn = Array.from({ length: 2000 }, (_, i) => drawTransform(createRandom(1).fork(i), size));
    const zooms = drawn.map(({ xx, xy }) => 1 / Math.hypot(xx, xy));
    expect(Math.max(...zooms)).toBeLessThanOrEqual(1.12 + 1e-9);
    expect(Math.min(...zooms)).toBeGreaterThanOrEqual(1 / 1.12 - 1e-9);
    expect(Math.max(...zooms)).toBeGreaterThan(1.11);
    const mirrored = drawn.filter(({ xx, xy, yx, yy }) => xx * yy - xy * yx < 0).length;
    expect(mirrored / drawn.length).toBeCloseTo(0.5, 1);
    // The output's centre comes from no farther than the shift (8 % of each side) over the smallest zoom.
    const centre = { x: (size.width - 1) / 2, y: (size.height - 1) / 2 };
    const reach = 0.08 * 1.12 * Math.hypot(size.width, size.height);
    for (const m of drawn) {
      const x = m.xx * centre.x + m.xy * centre.y + m.x0;
      const y = m.yx * centre.x + m.yy * centre.y + m.y0;
      expect(Math.hypot(x - centre.x, y - centre.y)).toBeLessThanOrEqual(reach);
    }
  });

  it("takes as many numbers whatever the options, so that one switch does not change all other draws", () => {
    const a = createRandom(5);
    const b = createRandom(5);
    drawTransform(a, size);
    drawTransform(b, size, { rotation: 0, flip: false, scale: 0, shift: 0 });
    expect(a.uniform()).toBe(b.uniform());
  });
});

describe("blurGaussian", () => {
  it.each(reference.blurs.map((blur) => [blur.deviation, blur] as const))(
    "agrees with scipy (sigma %f)",
    (_, blur) => {
      const data = Float32Array.from(soft.data);
      blurGaussian(data, size, blur.deviation);
      expectClose(data, blur.data);
    },
  );
});

describe("applyIntensity", () => {
  const still = { gain: 1, offset: 0, gamma: 1, noise: 0, blur: 0 };
  const one = { channels: 1, height: 1, width: 3 };

  it("applies gamma, gain and offset in this order", () => {
    const data = Float32Array.of(-1, 0.25, 0.5);
    applyIntensity(data, one, { ...still, gamma: 2, gain: 2, offset: 1 }, createRandom(1));
    expect([...data]).toEqual([1, 1.125, 1.5]);
  });

  it("leaves negative values of standardised data alone when gamma is 1", () => {
    const data = Float32Array.of(-1, 0, 2);
    applyIntensity(data, one, { ...still, gain: 0.5 }, createRandom(1));
    expect([...data]).toEqual([-0.5, 0, 1]);
  });

  it("draws within its options", () => {
    for (let i = 0; i < 200; i++) {
      const change = drawIntensity(createRandom(i), { offset: 0.1, gamma: 0.2, blur: 1 });
      expect(change.gain).toBeGreaterThanOrEqual(0.7);
      expect(change.gain).toBeLessThanOrEqual(1.3);
      expect(Math.abs(change.offset)).toBeLessThanOrEqual(0.1);
      expect(change.gamma).toBeGreaterThan(1 / 1.2 - 1e-9);
      expect(change.gamma).toBeLessThan(1.2 + 1e-9);
      expect(change.noise).toBeLessThanOrEqual(0.02);
      expect(change.blur).toBeLessThanOrEqual(1);
    }
  });
});

describe("addNoise", () => {
  it("is Gaussian with the given deviation, and without correlation", () => {
    const n = 200_000;
    const data = new Float32Array(n);
    addNoise(data, 0.5, createRandom(11));
    const mean = data.reduce((sum, value) => sum + value, 0) / n;
    const moment = (power: number): number =>
      data.reduce((sum, value) => sum + (value / 0.5) ** power, 0) / n;
    // Five standard errors of each statistic: 1/sqrt(n), sqrt(2/n), sqrt(15/n), sqrt(96/n), 1/sqrt(n).
    expect(Math.abs(mean / 0.5)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
    // The cut tails take 0.02 from the fourth moment.
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.02 + 5 * Math.sqrt(96 / n));
    for (const lag of [1, 2, 64]) {
      let sum = 0;
      for (let i = lag; i < n; i++) sum += ((data[i] ?? 0) * (data[i - lag] ?? 0)) / 0.25;
      expect(Math.abs(sum / n)).toBeLessThan(5 / Math.sqrt(n));
    }
  });

  it("differs between neighbouring sources", () => {
    const draw = (label: number): Float32Array => {
      const data = new Float32Array(4096);
      addNoise(data, 1, createRandom(1).fork("noise", label));
      return data;
    };
    const [a, b] = [draw(1), draw(2)];
    const correlation = a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / a.length;
    expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(a.length));
  });
});

describe("augmentPlanes", () => {
  it("gives the same bits for the same source of random numbers", () => {
    const source = Float32Array.from(soft.data);
    const [a, b, c] = [1, 1, 2].map((epoch) => {
      const out = new Float32Array(source.length);
      augmentPlanes(source, size, createRandom(4).fork("augment", epoch), modernAugmentation, out);
      return out;
    });
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it("leaves the source alone and copies it when everything is off", () => {
    const source = Float32Array.from(soft.data);
    const out = new Float32Array(source.length);
    const off = {
      rotation: 0,
      flip: false,
      scale: 0,
      shift: 0,
      gain: 0,
      offset: 0,
      gamma: 0,
      noise: 0,
      blur: 0,
    };
    augmentPlanes(source, size, createRandom(4), off, out);
    expectClose(out, soft.data);
    expect(source).toEqual(Float32Array.from(soft.data));
  });
});
