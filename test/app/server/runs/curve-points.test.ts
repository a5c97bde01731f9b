import { describe, expect, it } from "vitest";
import { curvePoints, thin } from "../../../../src/app/server/runs/curve-points.ts";
import {
  averagePrecision,
  precisionRecallCurve,
} from "../../../../src/learning/metrics/precision-recall-curve.ts";
import { aucRoc } from "../../../../src/learning/metrics/roc-curve.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

describe("curvePoints", () => {
  it("has the areas of the metrics, and at most 200 points of each curve with both its ends", () => {
    const random = createRandom(1);
    const predictions = Array.from({ length: 2000 }, (_, row) => {
      const share = random.uniform(0, 1);
      const label = random.uniform(0, 1) < share ? "a" : "b";
      return { path: String(row), label, probability: [share, 1 - share] };
    });
    const { classes, reliability } = curvePoints({ classes: ["a", "b", "never"], predictions });
    const score = predictions.map(({ probability }) => probability[0] ?? 0);
    const positive = predictions.map(({ label }) => label === "a");
    const [first, , never] = classes;
    expect(first?.auc).toBe(aucRoc(score, positive));
    expect(first?.averagePrecision).toBe(averagePrecision(score, positive));
    expect(first?.roc).toHaveLength(200);
    expect(first?.roc?.[0]).toEqual({ x: 0, y: 0 });
    expect(first?.roc?.at(-1)).toEqual({ x: 1, y: 1 });
    const whole = precisionRecallCurve(score, positive);
    expect(first?.precisionRecall?.[0]).toEqual({ x: whole?.recall[0], y: whole?.precision[0] });
    expect(never).toMatchObject({ roc: null, auc: null, precisionRecall: null, averagePrecision: null });
    expect(reliability.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
    expect(reliability.at(-1)?.high).toBe(1);
  });

  it("keeps short curves as they are", () => {
    const points = [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ];
    expect(thin(points)).toBe(points);
    expect(thin(points, 2)).toEqual(points);
  });
});
