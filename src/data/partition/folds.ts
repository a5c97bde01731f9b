import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import type { Dataset, PartitionedDataset, PartitionedSample } from "../dataset/dataset.ts";
import { assignUnits } from "./assign-units.ts";
import { checkUnitCounts } from "./check-partition.ts";
import { splitUnits } from "./split-units.ts";
import { warnOfPartition } from "./warn-of-partition.ts";

export interface FoldsOptions {
  /** Number of folds, at least 2. */
  readonly k: number;
  /** Any 32-bit integer; 0 by default. */
  readonly seed?: number;
}

/**
 * Makes k partitions for cross-validation: in the i-th, fold i is test, fold i + 1 (cyclically) is val, and the
 * others are train, so that nothing is chosen on the images that are scored. With two folds there is no val. Every
 * sample is in test exactly once. Stratified by class, groups never cut, seeded; parts that the data set assigns
 * itself are not used.
 *
 * @throws MorError `usage` for a wrong k; `partition-impossible` when a class has fewer than k groups.
 */
export function folds(dataset: Dataset, options: FoldsOptions): PartitionedDataset[] {
  const { k, seed = 0 } = options;
  if (!Number.isInteger(k) || k < 2) {
    throw new MorError("usage", `Expected at least 2 folds, got ${k}`, { hint: "5 and 10 are usual." });
  }
  const units = splitUnits(dataset.samples, dataset.classes);
  checkUnitCounts(dataset, units, k);
  const shares = new Array<number>(k).fill(1 / k);
  const assigned = assignUnits(units, dataset.classes, shares, createRandom(seed).fork("folds"));
  const foldOf = new Int32Array(dataset.samples.length);
  for (const [index, unit] of units.entries()) {
    for (const member of unit.members) foldOf[member] = assigned[index] ?? 0;
  }
  const hadParts = dataset.samples.some((sample) => sample.part !== undefined);
  const notes = hadParts ? ["The parts that the data set assigns itself are not used by the folds."] : [];
  return shares.map((_, test) => {
    const val = k > 2 ? (test + 1) % k : -1;
    const samples = dataset.samples.map((sample, index): PartitionedSample => {
      const fold = foldOf[index];
      return { ...sample, part: fold === test ? "test" : fold === val ? "val" : "train" };
    });
    const warnings = [...dataset.warnings, ...notes, ...warnOfPartition(dataset, samples)];
    return { ...dataset, samples, warnings };
  });
}
