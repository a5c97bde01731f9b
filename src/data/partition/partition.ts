import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import { byCodePoint } from "../dataset/code-point-order.ts";
import type { Dataset, Part, PartitionedDataset, PartitionedSample } from "../dataset/dataset.ts";
import { assignUnits } from "./assign-units.ts";
import { checkPresence, checkUnitCounts } from "./check-partition.ts";
import { splitUnits } from "./split-units.ts";
import { warnOfPartition } from "./warn-of-partition.ts";

export interface PartitionOptions {
  /** Weights of train, val and test; [8, 1, 1] by default (Li et al. 2021, doi:10.1093/plphys/kiab223). */
  readonly ratio?: readonly [train: number, val: number, test: number];
  /** Any 32-bit integer; 0 by default. The same seed gives the same partition of the same samples. */
  readonly seed?: number;
  /** Whether the data set's own assignment is kept (default) or made anew. */
  readonly assigned?: "keep" | "ignore";
  /** Accept a given assignment that has a group in several parts, with a warning. */
  readonly allowLeak?: boolean;
}

/**
 * Gives every sample a part: stratified by class, groups never cut, seeded. Without groups each class is shuffled
 * and cut by the ratio. A data set that assigns parts itself keeps them, whatever the ratio; it may lack val or test.
 * Samples keep their order; the order in which they stand does not matter. Warnings are added to the data set's.
 *
 * @throws MorError `usage` for a ratio without train; `partition-impossible` when a class has fewer groups than
 * there are parts, or a given assignment has no train part, misses a class there, or has a group in several parts.
 */
export function partition(dataset: Dataset, options: PartitionOptions = {}): PartitionedDataset {
  const isGiven = dataset.samples.some((sample) => sample.part !== undefined);
  if (isGiven && options.assigned !== "ignore") return keepParts(dataset, options.allowLeak ?? false);
  const { parts, shares } = parseRatio(options.ratio ?? [8, 1, 1]);
  const units = splitUnits(dataset.samples, dataset.classes);
  checkUnitCounts(dataset, units, shares.length);
  const random = createRandom(options.seed ?? 0).fork("partition");
  const assigned = assignUnits(units, dataset.classes, shares, random);
  const partOf = new Map<number, Part>();
  for (const [index, unit] of units.entries()) {
    const part = parts[assigned[index] ?? 0] ?? "train";
    for (const member of unit.members) partOf.set(member, part);
  }
  const samples = dataset.samples.map(
    (sample, index): PartitionedSample => ({ ...sample, part: partOf.get(index) ?? "train" }),
  );
  checkPresence(dataset.classes, samples, parts);
  const wishes = new Map(parts.map((part, index) => [part, shares[index] ?? 0]));
  return {
    ...dataset,
    samples,
    warnings: [...dataset.warnings, ...warnOfPartition(dataset, samples, wishes)],
  };
}

function parseRatio(ratio: readonly number[]): { parts: Part[]; shares: number[] } {
  const sum = ratio.reduce((total, weight) => total + weight, 0);
  const isValid = ratio.length === 3 && ratio.every((weight) => Number.isFinite(weight) && weight >= 0);
  if (!isValid || !((ratio[0] ?? 0) > 0) || sum === ratio[0]) {
    throw new MorError(
      "usage",
      `Expected a ratio of train, val and test such as 8:1:1, got ${ratio.join(":")}`,
      {
        hint: "Three numbers, none negative, the first and one other above 0; 8:2:0 makes no test part.",
      },
    );
  }
  const names: readonly Part[] = ["train", "val", "test"];
  const parts = names.filter((_, index) => (ratio[index] ?? 0) > 0);
  return { parts, shares: ratio.filter((weight) => weight > 0).map((weight) => weight / sum) };
}

function keepParts(dataset: Dataset, allowLeak: boolean): PartitionedDataset {
  const samples = dataset.samples.flatMap((sample): PartitionedSample[] =>
    sample.part === undefined ? [] : [{ ...sample, part: sample.part }],
  );
  const without = dataset.samples.length - samples.length;
  if (without > 0) {
    throw new MorError(
      "partition-impossible",
      `Expected a part for every sample or for none, got ${without} of ${dataset.samples.length} without`,
      {
        reason: "partition-incomplete",
        hint: "Complete the split, or let it be made anew (assigned: ignore).",
      },
    );
  }
  checkPresence(dataset.classes, samples, ["train"]);
  const present = new Set(samples.map((sample) => sample.part));
  if (present.size < 2) {
    throw new MorError(
      "partition-impossible",
      "Expected a val or a test part beside train, got train alone",
      {
        reason: "partition-train-alone",
        hint: "Assign some samples to val or test, or let the partition be made anew (assigned: ignore).",
      },
    );
  }
  const warnings: string[] = [];
  const leaks = findLeaks(samples);
  if (leaks.length > 0) {
    const shown = leaks.slice(0, 5).join(", ") + (leaks.length > 5 ? ` and ${leaks.length - 5} more` : "");
    if (!allowLeak) {
      throw new MorError(
        "partition-impossible",
        `Expected every group in one part, got ${leaks.length} in several (${shown})`,
        {
          reason: "partition-leaks",
          hint: "Correct the split, let it be made anew (assigned: ignore), or accept scores that are too good (allowLeak).",
        },
      );
    }
    warnings.push(`Groups stand in several parts, so the scores are too good: ${shown}.`);
  }
  if (!present.has("val"))
    warnings.push("The given split has no val part: nothing can be chosen on unseen images.");
  if (!present.has("test")) {
    warnings.push(
      "The given split has no test part: scores on val are of images on which choices were made.",
    );
  }
  return {
    ...dataset,
    samples,
    warnings: [...dataset.warnings, ...warnings, ...warnOfPartition(dataset, samples)],
  };
}

/** Groups with samples in more than one part, sorted. */
export function findLeaks(samples: readonly PartitionedSample[]): string[] {
  const first = new Map<string, Part>();
  const leaks = new Set<string>();
  for (const { group, part } of samples) {
    if (group === undefined) continue;
    const known = first.get(group) ?? part;
    first.set(group, known);
    if (known !== part) leaks.add(group);
  }
  return [...leaks].sort(byCodePoint);
}
