import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { folds } from "../../../src/data/partition/folds.ts";
import { findLeaks } from "../../../src/data/partition/partition.ts";
import { summarizePartition } from "../../../src/data/partition/summarize-partition.ts";
import { madeDataset } from "./made-dataset.ts";

describe("folds", () => {
  const dataset = madeDataset(
    Array.from({ length: 120 }, (_, i) => ({
      label: i % 3 === 0 ? "a" : "b",
      group: `plant ${i % 24}`,
      name: `${i}`,
    })),
  );

  it("has every sample in test exactly once and never cuts a group", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.integer(), (k, seed) => {
        const made = folds(dataset, { k, seed });
        expect(made).toHaveLength(k);
        for (const fold of made) expect(findLeaks(fold.samples)).toEqual([]);
        for (const [index] of dataset.samples.entries()) {
          const parts = made.map((fold) => fold.samples[index]?.part);
          expect(parts.filter((part) => part === "test")).toHaveLength(1);
          expect(parts.filter((part) => part === "val")).toHaveLength(k > 2 ? 1 : 0);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("is stratified", () => {
    for (const fold of folds(dataset, { k: 4, seed: 1 })) {
      const test = summarizePartition(fold)[2];
      expect(test?.perClass.map(({ samples }) => samples)).toEqual([10, 20]);
    }
  });

  it("spreads what does not divide evenly over the folds", () => {
    // 4 classes of 6 images in 5 folds: one class's sixth image goes to another fold than the next class's.
    const uneven = madeDataset(
      ["a", "b", "c", "d"].flatMap((label) => Array.from({ length: 6 }, (_, i) => ({ label, name: `${i}` }))),
    );
    const sizes = folds(uneven, { k: 5 }).map((fold) => summarizePartition(fold)[2]?.samples);
    expect(sizes.toSorted()).toEqual([4, 5, 5, 5, 5]);
  });

  it("depends on the seed alone", () => {
    expect(folds(dataset, { k: 3, seed: 9 })).toEqual(folds(dataset, { k: 3, seed: 9 }));
    expect(folds(dataset, { k: 3, seed: 9 })).not.toEqual(folds(dataset, { k: 3, seed: 10 }));
  });

  it("refuses fewer than two folds and classes with fewer groups than folds", () => {
    expect(() => folds(dataset, { k: 1 })).toThrow("Expected at least 2 folds, got 1");
    expect(() => folds(dataset, { k: 20 })).toThrow("Expected at least 20 groups of each class");
  });
});
