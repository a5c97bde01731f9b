import { describe, expect, it } from "vitest";
import { reachedBy, scaleTraining, secondsUntil, type Training } from "../../bench/works/time-to-accuracy.ts";
import type { HistoryRow } from "../../src/learning/training/history.ts";

const training: Training = {
  trainSeconds: 30,
  wholeSeconds: 40,
  epochs: 2,
  accuracy: 0.8,
  macroF1: 0.7,
  history: [],
};

describe("scaleTraining", () => {
  it("scales the epochs and not what comes before and after them", () => {
    expect(scaleTraining(training, 40)).toMatchObject({ trainSeconds: 600, wholeSeconds: 610, epochs: 40 });
  });
});

describe("reachedBy", () => {
  it.each([
    [{ accuracy: 0.8, macroF1: 0.7 }, true],
    [{ accuracy: 0.81, macroF1: 0.7 }, false],
    [{ accuracy: 0.7, macroF1: 0.71 }, false],
  ])("wants both scores: %j", (theirs, reached) => {
    expect(reachedBy([training], [{ ...training, ...theirs }])).toBe(reached);
  });
});

describe("secondsUntil", () => {
  const row = (valAccuracy: number | null, seconds: number) => ({ valAccuracy, seconds }) as HistoryRow; // all that is read
  const history = [row(0.2, 5), row(null, 5), row(0.6, 6), row(0.5, 7)];

  it("adds up epochs until the accuracy is there", () => {
    expect(secondsUntil(history, 0.55)).toBe(16);
    expect(secondsUntil(history, 0.7)).toBeUndefined();
  });
});
