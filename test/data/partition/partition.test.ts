import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dataset, Part, Sample } from "../../../src/data/dataset/dataset.ts";
import { findLeaks, partition } from "../../../src/data/partition/partition.ts";
import { summarizePartition } from "../../../src/data/partition/summarize-partition.ts";
import { MorError } from "../../../src/errors.ts";
import { madeDataset } from "./made-dataset.ts";

/** [class, group, images] rows to a data set; an empty group means none. */
const grouped = (rows: readonly (readonly [label: string, group: string, images: number])[]): Dataset =>
  madeDataset(
    rows.flatMap(([label, group, images]) =>
      Array.from({ length: images }, (_, i) => ({ label, ...(group && { group }), name: `${group}_${i}` })),
    ),
  );

const anyGrouped = fc
  .array(
    fc.record({
      label: fc.constantFrom("a", "b", "c"),
      group: fc.integer({ min: 0, max: 30 }).map(String),
      images: fc.integer({ min: 1, max: 9 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((rows) =>
    grouped([
      ...rows.map(({ label, group, images }) => [label, group, images] as const),
      // Enough groups of one class each, so that every partition is possible.
      ...["a", "b", "c"].flatMap((label) => ["x", "y", "z"].map((name) => [label, label + name, 2] as const)),
    ]),
  );

const partsByPath = (dataset: { samples: readonly Sample[] }): Map<string, Part | undefined> =>
  new Map(dataset.samples.map((sample) => [sample.path, sample.part]));

describe("partition", () => {
  it("cuts 300 images of each class into exactly 240, 30 and 30 (the paper's counts)", () => {
    const dataset = grouped(["a", "b", "c", "d", "e", "f"].map((label) => [label, "", 300] as const));
    const summary = summarizePartition(partition(dataset, { seed: 7 }));
    for (const [index, count] of [240, 30, 30].entries()) {
      expect(summary[index]?.perClass.map(({ samples }) => samples)).toEqual(new Array(6).fill(count));
    }
  });

  it("keeps all samples in their order and gives each one part", () => {
    const dataset = grouped([
      ["a", "", 11],
      ["b", "", 23],
    ]);
    const result = partition(dataset);
    expect(result.samples.map(({ path }) => path)).toEqual(dataset.samples.map(({ path }) => path));
    expect(result.samples.every(({ part }) => ["train", "val", "test"].includes(part))).toBe(true);
  });

  it("never puts a group into two parts, and has every class in every part", () => {
    fc.assert(
      fc.property(anyGrouped, fc.integer(), (dataset, seed) => {
        const result = partition(dataset, { seed });
        expect(result.samples).toHaveLength(dataset.samples.length);
        expect(findLeaks(result.samples)).toEqual([]);
        for (const part of summarizePartition(result)) {
          for (const row of part.perClass) expect(row.samples).toBeGreaterThan(0);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order of the samples", () => {
    fc.assert(
      fc.property(anyGrouped, fc.integer(), (dataset, seed) => {
        const reversed = { ...dataset, samples: [...dataset.samples].reverse() };
        expect(partsByPath(partition(reversed, { seed }))).toEqual(partsByPath(partition(dataset, { seed })));
      }),
      { numRuns: 30 },
    );
  });

  it("comes near to the ratio in every class when groups are small", () => {
    const sizes = [3, 7, 5, 4, 6, 8, 2];
    const rows = ["a", "b", "c"].flatMap((label) =>
      Array.from({ length: 40 }, (_, i) => [label, `${label}${i}`, sizes[i % sizes.length] ?? 1] as const),
    );
    const dataset = grouped(rows);
    for (const seed of [0, 1, 2]) {
      const summary = summarizePartition(partition(dataset, { seed }));
      for (const [index, share] of [0.8, 0.1, 0.1].entries()) {
        for (const { label, samples } of summary[index]?.perClass ?? []) {
          const total = dataset.samples.filter((sample) => sample.label === label).length;
          // Two images: half of the usual group, the most that rounding can force.
          expect(Math.abs(samples - share * total)).toBeLessThanOrEqual(2);
        }
      }
    }
  });

  it("balances groups that hold several classes", () => {
    // Movies with cells of all classes, as in time-lapse screens: 20 movies, unequal mixtures.
    const rows = Array.from({ length: 20 }, (_, i) => [
      ["a", `movie${i}`, 5 + (i % 4)] as const,
      ["b", `movie${i}`, 1 + (i % 7)] as const,
      ["c", `movie${i}`, 10 - (i % 5)] as const,
    ]).flat();
    const dataset = grouped(rows);
    const summary = summarizePartition(partition(dataset, { seed: 3 }));
    for (const [index, share] of [0.8, 0.1, 0.1].entries()) {
      for (const { label, samples } of summary[index]?.perClass ?? []) {
        const total = dataset.samples.filter((sample) => sample.label === label).length;
        expect(Math.abs(samples / total - share)).toBeLessThan(0.03);
      }
    }
  });

  it("gives the same partition for the same seed and another for another", () => {
    const dataset = grouped([
      ["a", "", 60],
      ["b", "", 60],
    ]);
    expect(partition(dataset, { seed: 5 })).toEqual(partition(dataset, { seed: 5 }));
    expect(partsByPath(partition(dataset, { seed: 5 }))).not.toEqual(
      partsByPath(partition(dataset, { seed: 6 })),
    );
  });

  it("leaves a part out when its weight is 0", () => {
    const dataset = grouped([
      ["a", "", 10],
      ["b", "", 10],
    ]);
    const summary = summarizePartition(partition(dataset, { ratio: [8, 2, 0] }));
    expect(summary.map(({ samples }) => samples)).toEqual([16, 4, 0]);
  });

  it.each([[[0, 1, 1]], [[1, 0, 0]], [[8, -1, 1]], [[8, Number.NaN, 1]]] as const)(
    "refuses the ratio %j",
    (ratio) => {
      const dataset = grouped([["a", "", 10]]);
      expect(() => partition(dataset, { ratio })).toThrow(/Expected a ratio of train, val and test/);
    },
  );

  it("refuses a class with fewer groups than parts and says what to do", () => {
    const dataset = grouped([
      ["a", "p1", 10],
      ["a", "p2", 10],
      ["b", "p3", 5],
      ["b", "p4", 5],
      ["b", "p5", 5],
    ]);
    const failure = catchMor(() => partition(dataset));
    expect(failure.code).toBe("partition-impossible");
    expect(failure.message).toBe(
      'Expected at least 3 groups of each class, one for each part, got "a" with 2',
    );
    expect(failure.hint).toContain("8:2:0");
  });

  it("warns of missing groups, of few images and of coarse groups", () => {
    const plain = partition(
      grouped([
        ["a", "", 20],
        ["b", "", 20],
      ]),
    );
    expect(plain.warnings.join(" ")).toContain("No groups are known");
    expect(plain.warnings.join(" ")).toContain(
      "Few images in test, so their scores are uncertain: a (2), b (2).",
    );
    const coarse = partition(
      grouped(["a", "b"].flatMap((label) => ["1", "2", "3"].map((g) => [label, label + g, 30] as const))),
    );
    expect(coarse.warnings.join(" ")).toContain("instead of 80 %");
    expect(coarse.warnings.join(" ")).toContain("all images come from a single group: a, b");
  });

  it("is quick for 20,000 images in 2,000 groups", () => {
    const rows = Array.from({ length: 2000 }, (_, i) => [`c${i % 6}`, `g${i}`, 10] as const);
    const dataset = grouped(rows);
    const start = performance.now();
    partition(dataset);
    expect(performance.now() - start).toBeLessThan(5_000);
  });
});

describe("partition of a data set that assigns parts itself", () => {
  const given = (rows: readonly (readonly [label: string, part: Part, group?: string])[]): Dataset =>
    madeDataset(
      rows.map(([label, part, group], i) => ({
        label,
        part,
        name: `${i}`,
        ...(group !== undefined && { group }),
      })),
    );

  it("keeps them", () => {
    const dataset = given([
      ["a", "train"],
      ["b", "train"],
      ["a", "val"],
      ["b", "test"],
    ]);
    const result = partition(dataset, { ratio: [1, 1, 1] });
    expect(result.samples.map(({ part }) => part)).toEqual(dataset.samples.map(({ part }) => part));
    expect(result.warnings.join(" ")).toContain("The part test has no image of a.");
  });

  it("refuses a group in two parts, names it, and accepts it on demand with a warning", () => {
    const dataset = given([
      ["a", "train", "plant 1"],
      ["b", "train", "plant 2"],
      ["a", "val", "plant 1"],
      ["b", "val", "plant 3"],
    ]);
    const failure = catchMor(() => partition(dataset));
    expect(failure.code).toBe("partition-impossible");
    expect(failure.message).toBe("Expected every group in one part, got 1 in several (plant 1)");
    expect(partition(dataset, { allowLeak: true }).warnings.join(" ")).toContain(
      "scores are too good: plant 1",
    );
  });

  it("needs a train part that holds every class, and another part", () => {
    const noClass = given([
      ["a", "train"],
      ["b", "val"],
      ["a", "val"],
    ]);
    expect(() => partition(noClass)).toThrow('Expected images of every class in train, got none of "b"');
    const alone = given([
      ["a", "train"],
      ["b", "train"],
    ]);
    expect(() => partition(alone)).toThrow("Expected a val or a test part beside train, got train alone");
  });

  it("says what a missing val or test part means", () => {
    const rows = [
      ["a", "train"],
      ["b", "train"],
    ] as const;
    const noVal = partition(given([...rows, ["a", "test"], ["b", "test"]]));
    expect(noVal.warnings.join(" ")).toContain("no val part");
    const noTest = partition(given([...rows, ["a", "val"], ["b", "val"]]));
    expect(noTest.warnings.join(" ")).toContain("no test part");
  });

  it("makes them anew on demand", () => {
    const rows = Array.from({ length: 20 }, (_, i) => [i % 2 === 0 ? "a" : "b", "train"] as const);
    const summary = summarizePartition(partition(given(rows), { assigned: "ignore" }));
    expect(summary.map(({ samples }) => samples)).toEqual([16, 2, 2]);
  });
});

function catchMor(work: () => unknown): MorError {
  try {
    work();
  } catch (error) {
    if (error instanceof MorError) return error;
    throw error;
  }
  throw new Error("expected an error");
}
