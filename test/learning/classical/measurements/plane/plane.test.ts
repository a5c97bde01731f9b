import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { openWithDisc } from "../../../../../src/learning/classical/measurements/families/granularity.ts";
import {
  cooccurrence,
  haralickFeatures,
} from "../../../../../src/learning/classical/measurements/families/haralick.ts";
import { zernikeMoments } from "../../../../../src/learning/classical/measurements/families/zernike.ts";
import { describeObject } from "../../../../../src/learning/classical/measurements/plane/describe-object.ts";
import { distanceTransform } from "../../../../../src/learning/classical/measurements/plane/distance-transform.ts";
import { labelObjects } from "../../../../../src/learning/classical/measurements/plane/label-objects.ts";
import {
  maskGeometry,
  thresholdMask,
} from "../../../../../src/learning/classical/measurements/plane/mask.ts";
import { otsuThreshold } from "../../../../../src/learning/classical/measurements/plane/otsu.ts";
import { moments, quantile } from "../../../../../src/learning/classical/measurements/plane/statistics.ts";

interface Wanted {
  readonly height: number;
  readonly width: number;
  readonly values: readonly number[];
  readonly threshold: number;
  readonly count: number;
  readonly areas: readonly number[];
  readonly distances: readonly number[];
  readonly openings: Readonly<Record<string, readonly number[]>>;
  readonly object: Readonly<Record<string, number>>;
  readonly levels: readonly number[];
  readonly haralick: Readonly<Record<string, readonly number[]>>;
  readonly moments: readonly number[];
  readonly quantiles: readonly number[];
}

const path = resolve(import.meta.dirname, "../../../../fixtures/measurements.json");
const wanted = JSON.parse(readFileSync(path, "utf8")) as Wanted; // scripts/fixtures/measurements.py writes this form
const { height, width } = wanted;
const values = Float32Array.from(wanted.values);
const mask = thresholdMask(values, height, width, wanted.threshold);

describe("the tools of measurement", () => {
  it("label objects as SciPy does", () => {
    const { objects, labels } = labelObjects(mask);
    expect(objects).toHaveLength(wanted.count);
    expect(objects.map(({ length }) => length).sort((a, b) => a - b)).toEqual(wanted.areas);
    for (const [index, pixels] of objects.entries()) {
      expect([...pixels].every((at) => labels[at] === index + 1)).toBe(true);
    }
    const large = labelObjects(mask, 10);
    expect(large.objects).toHaveLength(wanted.areas.filter((area) => area >= 10).length);
    expect(new Set(large.labels).size).toBe(large.objects.length + 1);
  });

  it("measure distances as SciPy does", () => {
    expectClose(distanceTransform(mask), wanted.distances, 1e-6);
  });

  it.each(Object.entries(wanted.openings))("open with discs as SciPy does: radius %s", (radius, opened) => {
    expectClose(openWithDisc(values, height, width, Number(radius)), opened, 1e-8);
  });

  it("describe an object as its hull and its moments do", () => {
    const largest = labelObjects(mask).objects.reduce((a, b) => (b.length > a.length ? b : a));
    const shape = Object.entries(describeObject(largest, width));
    for (const [name, value] of shape) {
      const reference = wanted.object[name];
      if (reference !== undefined) expect(value, name).toBeCloseTo(reference, 5);
    }
    expect(Object.keys(wanted.object).every((name) => shape.some(([ours]) => ours === name))).toBe(true);
  });

  it.each(Object.entries(wanted.haralick))(
    "follow the definitions of Haralick: distance %s",
    (distance, features) => {
      const levels = Float32Array.from(wanted.levels);
      const matrix = cooccurrence(levels, height, width, Number(distance), 8);
      const ours = haralickFeatures(matrix, 8).map(([, value]) => value);
      expectClose(ours, features, 1e-7);
    },
  );

  it("give moments and quantiles as SciPy and NumPy do", () => {
    const { mean, deviation, skewness, kurtosis } = moments(values);
    expectClose([mean, deviation, skewness, kurtosis], wanted.moments, 1e-5);
    const sorted = values.slice().sort();
    const ours = [0, 0.05, 0.5, 0.998, 1].map((share) => quantile(sorted, share));
    expectClose(ours, wanted.quantiles, 1e-6);
    expect(moments([])).toEqual({ mean: 0, deviation: 0, skewness: 0, kurtosis: 0 });
    expect(quantile([], 0.5)).toBe(0);
  });
});

describe("maskGeometry", () => {
  it("knows rectangles, rings and the edge of the plane", () => {
    const full = { data: new Uint8Array(12).fill(1), height: 3, width: 4 };
    // Corners are cut: each takes sqrt(1/2) in place of two half sides.
    expect(maskGeometry(full)).toEqual({ area: 12, perimeter: 10 + 4 * Math.SQRT1_2, eulerNumber: 1 });
    const ring = { data: Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1), height: 3, width: 3 };
    expect(maskGeometry(ring)).toMatchObject({ area: 8, eulerNumber: 0 });
    const corner = { data: Uint8Array.of(1, 0, 0, 1), height: 2, width: 2 };
    expect(maskGeometry(corner).eulerNumber).toBe(1);
  });

  it("gives a disc the perimeter of a circle within 8 %", () => {
    const data = Uint8Array.from({ length: 41 * 41 }, (_, at) =>
      Math.hypot((at % 41) - 20, Math.floor(at / 41) - 20) <= 15 ? 1 : 0,
    );
    const { perimeter } = maskGeometry({ data, height: 41, width: 41 });
    expect(Math.abs(perimeter / (2 * Math.PI * 15.2) - 1)).toBeLessThan(0.08);
  });
});

describe("otsuThreshold", () => {
  it("parts two heaps, in spite of their sizes, and takes weights", () => {
    const two = Float32Array.from({ length: 300 }, (_, index) =>
      index < 270 ? index % 7 : 50 + (index % 5),
    );
    const threshold = otsuThreshold(two);
    expect(threshold).toBeGreaterThanOrEqual(6);
    expect(threshold).toBeLessThan(50);
    const three = Float32Array.of(0, 0, 0, 10, 10, 10, 100);
    expect(otsuThreshold(three, Float32Array.of(1, 1, 1, 1, 1, 1, 0))).toBeLessThan(10);
    expect(otsuThreshold(Float32Array.of(4, 4))).toBe(4);
    expect(otsuThreshold(new Float32Array())).toBe(0);
  });
});

describe("zernikeMoments", () => {
  const side = 81;
  const pixels = Int32Array.from({ length: side * side }, (_, at) => at);
  const circle = { width: side, centreX: 40, centreY: 40, radius: 40, degree: 6 };
  const find = (plane: Float32Array, name: string): number =>
    zernikeMoments(plane, pixels, circle).find(([own]) => own === name)?.[1] ?? Number.NaN;

  it("sees nothing but the mean in a disc", () => {
    const disc = new Float32Array(side * side).fill(1);
    expect(find(disc, "0-0")).toBeCloseTo(1 / Math.PI, 6);
    for (const name of ["1-1", "2-0", "2-2", "4-0", "6-4"]) expect(find(disc, name), name).toBeLessThan(0.01);
  });

  it("finds the polynomial that made the plane", () => {
    // 1 + V(4, 2) over the disc: the moment is the squared norm pi / (n + 1) halved, over the area.
    const plane = Float32Array.from(pixels, (at) => {
      const x = ((at % side) - 40) / 40;
      const y = (Math.floor(at / side) - 40) / 40;
      const square = x * x + y * y;
      return 1 + (4 * square * square - 3 * square) * Math.cos(2 * Math.atan2(y, x));
    });
    expect(find(plane, "4-2")).toBeCloseTo(1 / (2 * Math.PI), 2);
    expect(find(plane, "2-2")).toBeLessThan(0.01);
  });

  it("is zero in the dark", () => {
    const dark = zernikeMoments(new Float32Array(side * side), pixels, circle);
    expect(dark.every(([, value]) => value === 0)).toBe(true);
  });
});

function expectClose(ours: ArrayLike<number>, reference: readonly number[], tolerance: number): void {
  expect(ours).toHaveLength(reference.length);
  const gap = Math.max(...reference.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN))));
  expect(gap).toBeLessThanOrEqual(tolerance);
}
