import fc from "fast-check";
import { expect, it } from "vitest";
import { cutTrainingSubsets } from "../../../../../src/app/tasks/study/runs/training-subsets.ts";
import type { PartitionedDataset, PartitionedSample } from "../../../../../src/data/dataset/dataset.ts";

/** `images` of each class; `perGroup` of them in each group, which may hold one class or both. */
function makeDataset(images: number, perGroup: number, shared: boolean): PartitionedDataset {
  const classes = ["a", "b"];
  const samples = classes.flatMap((label) =>
    Array.from({ length: images }, (_, number): Omit<PartitionedSample, "index"> => {
      const group = `${shared ? "" : label}${Math.floor(number / perGroup)}`;
      const path = `${label}/${number}.png`;
      const part = number < 0.8 * images ? "train" : "test";
      return { file: `/${path}`, path, label, part, columns: {}, ...(perGroup > 1 ? { group } : {}) };
    }),
  );
  return {
    root: "/",
    classes,
    samples: samples.map((sample, index) => ({ ...sample, index })),
    broken: [],
    hash: "all",
    warnings: [],
  };
}

const pathsOf = (dataset: PartitionedDataset, part: string): Set<string> =>
  new Set(dataset.samples.filter((sample) => sample.part === part).map(({ path }) => path));

it("keeps groups whole, classes present, smaller parts within larger ones, and the test part as it is", () => {
  const shape = fc.tuple(fc.integer({ min: 5, max: 80 }), fc.integer({ min: 1, max: 6 }), fc.boolean());
  fc.assert(
    fc.property(shape, fc.nat(1000), ([images, perGroup, shared], seed) => {
      const whole = makeDataset(images, perGroup, shared);
      const subsets = cutTrainingSubsets(whole, { repeats: 2, seed });
      expect(cutTrainingSubsets(whole, { repeats: 2, seed })).toEqual(subsets);
      for (const repeat of [1, 2]) {
        const own = subsets.filter((subset) => subset.repeat === repeat);
        expect(new Set(own.map((subset) => subset.images)).size).toBe(own.length);
        for (const [index, { dataset, images: count }] of own.entries()) {
          const kept = pathsOf(dataset, "train");
          expect(kept.size).toBe(count);
          expect(count).toBeLessThan(pathsOf(whole, "train").size);
          expect(pathsOf(dataset, "test")).toEqual(pathsOf(whole, "test"));
          expect(dataset.samples.map((sample) => sample.index)).toEqual([...dataset.samples.keys()]);
          const training = dataset.samples.filter(({ part }) => part === "train");
          expect(new Set(training.map(({ label }) => label)).size).toBe(2);
          const next = own[index + 1];
          if (next) expect([...kept].every((path) => pathsOf(next.dataset, "train").has(path))).toBe(true);
          const groups = new Set(training.flatMap(({ group }) => group ?? []));
          const members = whole.samples.filter(
            ({ part, group }) => part === "train" && groups.has(group ?? ""),
          );
          if (perGroup > 1) expect(members).toHaveLength(training.length);
        }
      }
    }),
    { numRuns: 60 },
  );
});

it("comes near to an eighth, a quarter and a half, in every class", () => {
  const subsets = cutTrainingSubsets(makeDataset(200, 4, false), { repeats: 1, seed: 5 });
  expect(subsets.map(({ images }) => images)).toEqual([40, 80, 160]);
  for (const { dataset, images } of subsets) {
    const training = dataset.samples.filter(({ part }) => part === "train");
    expect(Math.abs(training.filter(({ label }) => label === "a").length - images / 2)).toBeLessThanOrEqual(
      4,
    );
  }
});
