import { describe, expect, it } from "vitest";
import {
  averagePrecision,
  precisionRecallCurve,
} from "../../../src/learning/metrics/precision-recall-curve.ts";
import { agree, readMetricsFixture } from "./metrics-fixture.ts";

describe("precisionRecallCurve", () => {
  it.each(readMetricsFixture().cases.filter(({ curve }) => curve !== undefined))(
    "agrees with scikit-learn: $name",
    (wanted) => {
      for (let k = 0; k < wanted.classes; k++) {
        const score = wanted.truth.map((_, row) => wanted.probability[row * wanted.classes + k] ?? 0);
        const positive = wanted.truth.map((label) => label === k);
        const curve = precisionRecallCurve(score, positive);
        const [precision, recall, threshold] = wanted.curve[k] ?? [];
        if (precision === undefined) {
          expect(curve).toBeNull();
          continue;
        }
        expect(curve?.threshold).toEqual(threshold);
        expect(curve?.precision.length).toBe(precision.length);
        expect(curve?.precision.every((value, i) => agree(value, precision[i]))).toBe(true);
        expect(curve?.recall.every((value, i) => agree(value, recall?.[i]))).toBe(true);
        expect(agree(averagePrecision(score, positive), wanted.averagePrecision[k])).toBe(true);
      }
    },
  );

  it("is null without positives", () => {
    expect([precisionRecallCurve([], []), averagePrecision([0.5], [0])]).toEqual([null, null]);
  });
});
