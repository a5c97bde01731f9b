import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyTemperature,
  fitAbstention,
  temperatureScaling,
} from "../../../src/learning/evaluation/calibration.ts";
import { predictedClasses } from "../../../src/learning/metrics/confusion-matrix.ts";
import { logLoss } from "../../../src/learning/metrics/proper-scores.ts";
import { readMetricsFixture } from "../metrics/metrics-fixture.ts";

const mismatch = expect.objectContaining({ name: "MorError", code: "shape-mismatch" });

describe("temperatureScaling", () => {
  it.each(readMetricsFixture().temperatures)("finds SciPy's minimum: $name", (wanted) => {
    const { probability, truth } = wanted;
    const fit = temperatureScaling(probability, truth, 3, "probabilities");
    expect(fit.temperature / wanted.temperature).toBeCloseTo(1, 6); // the loss is flat at its minimum
    expect(fit.logLossBefore).toBeCloseTo(wanted.before, 12);
    expect(fit.logLossAfter).toBeCloseTo(wanted.after, 12);
    expect(fit.atBound).toBe(false);
    const scaled = applyTemperature(probability, 3, fit.temperature, "probabilities");
    expect(logLoss(truth, scaled, 3)).toBeCloseTo(fit.logLossAfter, 12);
    expect(Array.from(predictedClasses(scaled, 3))).toEqual(Array.from(predictedClasses(probability, 3)));
  });

  it("gives logits the temperature of their probabilities", () => {
    const { probability, truth } = readMetricsFixture().temperatures[0] ?? expect.unreachable();
    const logits = probability.map((value) => Math.log(value) + 7);
    const { temperature } = temperatureScaling(logits, truth, 3, "logits");
    expect(temperature).toBeCloseTo(
      temperatureScaling(probability, truth, 3, "probabilities").temperature,
      9,
    );
  });

  it("says that it is at its bound when all rows are right, or all wrong", () => {
    const certain = temperatureScaling([3, 0, 0, 3], [0, 1], 2, "logits");
    expect(certain.atBound).toBe(true);
    expect(certain.temperature).toBeCloseTo(0.05, 9);
    const wrong = temperatureScaling([3, 0, 0, 3], [1, 0], 2, "logits");
    expect(wrong.atBound).toBe(true);
    expect(wrong.temperature).toBeCloseTo(20, 9);
  });

  it("takes probabilities of 0 and 1", () => {
    const fit = temperatureScaling([1, 0, 0, 1, 1, 0], [0, 1, 1], 2, "probabilities");
    expect(Number.isFinite(fit.temperature) && Number.isFinite(fit.logLossAfter)).toBe(true);
  });

  it("refuses no rows, wrong lengths, NaN, and temperatures that are none", () => {
    expect(() => temperatureScaling([], [], 2, "logits")).toThrowError(mismatch);
    expect(() => temperatureScaling([1, 2, 3], [0], 2, "logits")).toThrowError(mismatch);
    expect(() => temperatureScaling([1, Number.NaN], [0], 2, "logits")).toThrowError(mismatch);
    expect(() => temperatureScaling([1, Number.NaN], [0], 2, "probabilities")).toThrowError(mismatch);
    expect(() => temperatureScaling([1, 2], [2], 2, "logits")).toThrowError(mismatch);
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => applyTemperature([1, 2], 2, temperature, "logits")).toThrowError(mismatch);
    }
  });
});

describe("fitAbstention", () => {
  it("keeps at least the coverage of right answers, and no higher threshold would", () => {
    const rows = fc.array(
      fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() }),
    );
    fc.assert(
      fc.property(rows, fc.double({ min: 0.05, max: 1, noNaN: true }), (answers, coverage) => {
        const confidence = answers.map((answer) => answer.confidence);
        const { threshold, correctKept } = fitAbstention(
          confidence,
          answers.map(({ correct }) => correct),
          coverage,
        );
        const right = answers.flatMap(({ correct, confidence: given }) => (correct ? [given] : []));
        if (threshold === null || correctKept === null) return right.length === 0;
        const above = right.filter((value) => value > threshold).length / right.length;
        return correctKept >= coverage - 1e-6 && above < coverage;
      }),
    );
  });

  it("drops one of twenty right answers at 95 %", () => {
    const confidence = Array.from({ length: 20 }, (_, i) => i / 20);
    const fit = fitAbstention([...confidence, 0.02, 0.99], [...confidence.map(() => true), false, false]);
    expect(fit).toEqual({ threshold: 0.05, correctKept: 0.95, wrongKept: 0.5, count: 22 });
  });

  it("has no threshold when no answer is right", () => {
    expect(fitAbstention([0.9], [false])).toEqual({
      threshold: null,
      correctKept: null,
      wrongKept: null,
      count: 1,
    });
    expect(fitAbstention([], []).threshold).toBeNull();
  });

  it("refuses a coverage of 0, lengths that differ, and NaN", () => {
    expect(() => fitAbstention([1], [true], 0)).toThrowError(mismatch);
    expect(() => fitAbstention([1], [])).toThrowError(mismatch);
    expect(() => fitAbstention([Number.NaN], [true])).toThrowError(mismatch);
  });
});
