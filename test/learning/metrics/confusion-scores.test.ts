import { describe, expect, it } from "vitest";
import { confusionMatrix, predictedClasses } from "../../../src/learning/metrics/confusion-matrix.ts";
import {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  macroF1,
  matthewsCorrelation,
  precisionRecallF1,
} from "../../../src/learning/metrics/confusion-scores.ts";
import { agree, readMetricsFixture } from "./metrics-fixture.ts";

describe("scores of a confusion matrix", () => {
  it.each(readMetricsFixture().cases)("agree with scikit-learn: $name", (wanted) => {
    const predicted = predictedClasses(wanted.probability, wanted.classes);
    const confusion = confusionMatrix(wanted.truth, predicted, wanted.classes, wanted.weight);
    expect(confusion).toEqual(wanted.confusion);
    expect(agree(accuracy(confusion), wanted.accuracy)).toBe(true);
    expect(agree(balancedAccuracy(confusion), wanted.balancedAccuracy)).toBe(true);
    expect(agree(macroF1(confusion), wanted.macroF1)).toBe(true);
    expect(agree(cohenKappa(confusion), wanted.cohenKappa)).toBe(true);
    expect(agree(matthewsCorrelation(confusion), wanted.matthewsCorrelation)).toBe(true);
    const { precision, recall, f1 } = precisionRecallF1(confusion);
    expect(precision.every((value, k) => agree(value, wanted.precision[k]))).toBe(true);
    expect(recall.every((value, k) => agree(value, wanted.recall[k]))).toBe(true);
    expect(f1.every((value, k) => agree(value, wanted.f1[k]))).toBe(true);
  });

  it("are null for no rows", () => {
    const empty = confusionMatrix([], [], 3);
    const scores = [accuracy, balancedAccuracy, macroF1, cohenKappa, matthewsCorrelation];
    expect(scores.map((score) => score(empty))).toEqual([null, null, null, null, null]);
  });

  it("take the first of equally probable classes, as NumPy does", () => {
    expect(Array.from(predictedClasses([0.2, 0.4, 0.4, 1, 0, 0], 3))).toEqual([1, 0]);
    expect(predictedClasses([], 0)).toHaveLength(0);
  });
});
