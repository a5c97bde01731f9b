import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  precisionRecallCurve,
  averagePrecision as referenceAverage,
} from "../../../../src/learning/metrics/precision-recall-curve.ts";
import {
  averageCurves,
  linearHeight,
  simplify,
  stepHeight,
  toPoints,
} from "../../../../src/learning/report/figures/polyline.ts";
import { averagePrecision } from "../../../../src/learning/report/figures/precision-recall-curves.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

describe("polylines", () => {
  it("turns descending columns round and leaves NaN out", () => {
    expect(toPoints([1, 0.5, Number.NaN, 0], [0, 0.5, 1, 1])).toEqual([
      { x: 0, y: 1 },
      { x: 0.5, y: 0.5 },
      { x: 1, y: 0 },
    ]);
  });

  it("simplifies to points within the tolerance of what was there, ends kept", () => {
    const heights = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(heights, (values) => {
        const points = values.map((y, x) => ({ x, y }));
        const kept = simplify(points, 0.05);
        expect(kept[0]).toEqual(points[0]);
        expect(kept.at(-1)).toEqual(points.at(-1));
        for (const { x, y } of points) expect(Math.abs(linearHeight(kept, x) - y)).toBeLessThan(0.1); // 0.05 across a slope of at most 1
      }),
    );
    const straight = Array.from({ length: 1000 }, (_, x) => ({ x, y: 2 * x }));
    expect(simplify(straight, 1e-9)).toHaveLength(2);
  });

  it("reads heights on lines and on steps", () => {
    const rise = toPoints([0, 0, 0.5, 1], [0, 0.6, 0.8, 1]);
    expect([0, 0.25, 1].map((x) => linearHeight(rise, x))).toEqual([0.6, 0.7, 1]);
    const falling = toPoints([0.5, 1], [1, 0.4]);
    expect([0, 0.5, 0.6, 1].map((x) => stepHeight(falling, x))).toEqual([1, 1, 0.4, 0.4]);
  });

  it("averages the curves that there are", () => {
    const low = toPoints([0, 1], [0, 0]);
    const high = toPoints([0, 1], [1, 1]);
    expect(averageCurves([low, high, []], linearHeight).every(({ y }) => y === 0.5)).toBe(true);
    expect(averageCurves([[]], linearHeight)).toEqual([]);
  });

  it("has the average precision of the metrics", () => {
    const random = createRandom(3);
    const positive = Array.from({ length: 200 }, () => random.uniform() < 0.3);
    const score = positive.map((hit) => Math.round((random.uniform() + (hit ? 0.4 : 0)) * 20) / 20); // ties too
    const curve = precisionRecallCurve(score, positive);
    const points = toPoints(curve?.recall ?? [], curve?.precision ?? []);
    expect(averagePrecision(points)).toBeCloseTo(referenceAverage(score, positive) ?? Number.NaN, 12);
    expect(averagePrecision([])).toBeNaN();
  });
});
