import { describe, expect, it } from "vitest";
import { brierScore, logLoss } from "../../../src/learning/metrics/proper-scores.ts";
import { agree, readMetricsFixture } from "./metrics-fixture.ts";

describe("proper scores", () => {
  it.each(readMetricsFixture().cases.filter(({ weight }) => weight === undefined))(
    "agree with scikit-learn: $name",
    ({ classes, truth, probability, logLoss: loss, brierScore: distance }) => {
      expect(agree(logLoss(truth, probability, classes), loss)).toBe(true);
      expect(agree(brierScore(truth, probability, classes), distance)).toBe(true);
    },
  );

  it("are finite for a certain mistake, and null for no rows", () => {
    expect(logLoss([1], [1, 0], 2)).toBeCloseTo(36.04, 2);
    expect(brierScore([1], [1, 0], 2)).toBe(2);
    expect([logLoss([], [], 2), brierScore([], [], 2)]).toEqual([null, null]);
  });
});
