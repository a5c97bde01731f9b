import { describe, expect, it } from "vitest";
import {
  expectedCalibrationError,
  reliabilityBins,
} from "../../../src/learning/metrics/calibration-error.ts";
import { predictedClasses } from "../../../src/learning/metrics/confusion-matrix.ts";
import { agree, readMetricsFixture } from "./metrics-fixture.ts";

describe("reliabilityBins", () => {
  it.each(readMetricsFixture().cases.filter(({ bins }) => bins !== undefined))(
    "agrees with scikit-learn's calibration_curve: $name",
    ({ classes, truth, probability, bins, expectedCalibrationError: error }) => {
      const predicted = Array.from(predictedClasses(probability, classes));
      const confidence = predicted.map((k, row) => probability[row * classes + k] ?? 0);
      const correct = predicted.map((k, row) => k === truth[row]);
      const got = reliabilityBins(confidence, correct);
      expect(got.map(({ count }) => count)).toEqual(bins.count);
      const filled = got.filter(({ count }) => count > 0);
      expect(filled.every((bin, i) => agree(bin.accuracy, bins.accuracy[i]))).toBe(true);
      expect(filled.every((bin, i) => agree(bin.confidence, bins.confidence[i]))).toBe(true);
      expect(agree(expectedCalibrationError(confidence, correct), error)).toBe(true);
    },
  );

  it("puts 0 into the first bin, 1 into the last, and an edge into the bin below", () => {
    const bins = reliabilityBins([0, 0.5, 1], [false, true, true], 2);
    expect(bins.map(({ count }) => count)).toEqual([2, 1]);
    expect(bins[1]).toEqual({ low: 0.5, high: 1, count: 1, confidence: 1, accuracy: 1 });
  });

  it("has null means in empty bins, and no error for no rows", () => {
    expect(reliabilityBins([], [])).toHaveLength(15);
    expect(reliabilityBins([], [])[3]).toMatchObject({ count: 0, confidence: null, accuracy: null });
    expect(expectedCalibrationError([], [])).toBeNull();
  });
});
