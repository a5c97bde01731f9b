import { describe, expect, it } from "vitest";
import {
  balancedClassWeights,
  crossValidate,
  groupedFolds,
  scorePredictions,
} from "../../../src/learning/classical/grouped-cross-validation.ts";
import { allRows } from "../../../src/learning/classical/matrix.ts";
import { madeRows } from "./classical-fixture.ts";

describe("groupedFolds", () => {
  it("holds back every row once and cuts no group", () => {
    const { labels, groups } = madeRows(120, 1, 4, 3);
    const folds = groupedFolds(labels, groups, { classCount: 4, k: 3, seed: 5 });
    expect(folds).toHaveLength(3);
    expect(folds.flatMap(({ validation }) => [...validation]).sort((a, b) => a - b)).toEqual([
      ...allRows(120),
    ]);
    for (const { train, validation } of folds) {
      const learnt = new Set([...train].map((row) => groups[row]));
      expect([...validation].some((row) => learnt.has(groups[row]))).toBe(false);
      expect(new Set([...validation].map((row) => labels[row])).size).toBe(4);
    }
    expect(groupedFolds(labels, groups, { classCount: 4, k: 3, seed: 5 })).toEqual(folds);
  });

  it("makes as many folds as there are groups, and refuses a single group", () => {
    const labels = Int32Array.of(0, 1, 0, 1);
    expect(groupedFolds(labels, ["a", "a", "b", "b"], { classCount: 2, k: 5, seed: 0 })).toHaveLength(2);
    expect(groupedFolds(labels, undefined, { classCount: 2, k: 2, seed: 0 })).toHaveLength(2);
    expect(() => groupedFolds(labels, ["a", "a", "a", "a"], { classCount: 2, k: 2, seed: 0 })).toThrow(
      /at least 2 groups/,
    );
    expect(() => groupedFolds(labels, undefined, { classCount: 2, k: 1, seed: 0 })).toThrow(
      /at least 2 folds/,
    );
  });
});

describe("crossValidate", () => {
  it("keeps the candidate with the best score and its predictions", async () => {
    const labels = Int32Array.from({ length: 12 }, (_, row) => row % 2);
    const folds = groupedFolds(labels, undefined, { classCount: 2, k: 3, seed: 0 });
    const steps: number[] = [];
    const result = await crossValidate({
      labels,
      classCount: 2,
      folds,
      candidates: [0.2, 0.9, 0.6],
      predict: async (chance, { validation }) =>
        Float32Array.from(
          [...validation].flatMap((row) => (labels[row] === 0 ? [chance, 1 - chance] : [1 - chance, chance])),
        ),
      criterion: "logLoss",
      onProgress: (done) => steps.push(done),
    });
    expect(result.best).toBe(0.9);
    expect(result.score.accuracy).toBe(1);
    expect(result.scores.map(({ accuracy }) => accuracy)).toEqual([0, 1, 1]);
    expect(result.probabilities[0]).toBeCloseTo(0.9);
    expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it("refuses no candidates", async () => {
    const labels = Int32Array.of(0, 1);
    const folds = groupedFolds(labels, undefined, { classCount: 2, k: 2, seed: 0 });
    const predict = async () => new Float32Array(2);
    await expect(
      crossValidate({ labels, classCount: 2, folds, candidates: [], predict }),
    ).rejects.toMatchObject({ code: "usage" });
  });
});

describe("scorePredictions", () => {
  it("counts a tie for the first class", () => {
    const score = scorePredictions(Float32Array.of(0.5, 0.5, 0.5, 0.5), Int32Array.of(0, 1), 2);
    expect(score).toEqual({ accuracy: 0.5, logLoss: Math.log(2) });
  });
});

describe("balancedClassWeights", () => {
  it("gives classes equal sums of weights", () => {
    expect([...balancedClassWeights(Int32Array.of(0, 0, 0, 1), allRows(4), 3)]).toEqual([4 / 6, 2, 0]);
  });
});
