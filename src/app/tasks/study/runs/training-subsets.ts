import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { hashSamples } from "../../../../data/dataset/open-dataset.ts";
import { type SplitUnit, splitUnits } from "../../../../data/partition/split-units.ts";
import { createRandom, type Random } from "../../../../tensor/random.ts";

export interface TrainingSubset {
  /** Training images that are left. */
  readonly images: number;
  /** From 1. */
  readonly repeat: number;
  /** The other parts are as they were. */
  readonly dataset: PartitionedDataset;
}

/** Shares of the training images on which a learning curve is measured, besides all of them. */
const shares: readonly number[] = [1 / 8, 1 / 4, 1 / 2];

/**
 * Parts of the training part: whole groups (single images where there are no groups), near the classes' shares of the
 * whole, the smaller within the larger of the same repeat, no class absent. Seeded. A share that comes out as large as
 * the next one, for there are few groups, is left out.
 */
export function cutTrainingSubsets(
  dataset: PartitionedDataset,
  { repeats, seed }: { readonly repeats: number; readonly seed: number },
): readonly TrainingSubset[] {
  const training = dataset.samples.filter(({ part }) => part === "train");
  const units = splitUnits(training, dataset.classes);
  const subsets: TrainingSubset[] = [];
  for (let repeat = 1; repeat <= repeats; repeat++) {
    const ordered = orderUnits(units, createRandom(seed).fork("learning curve", repeat));
    const sizes = new Set([training.length]);
    for (const share of shares) {
      const kept = takeUnits(ordered, share * training.length);
      const paths = new Set(
        kept.flatMap(({ members }) => members.map((member) => training[member]?.path ?? "")),
      );
      if (sizes.has(paths.size)) continue;
      sizes.add(paths.size);
      const samples = dataset.samples
        .filter(({ part, path }) => part !== "train" || paths.has(path))
        .map((sample, index) => ({ ...sample, index }));
      subsets.push({
        images: paths.size,
        repeat,
        dataset: { ...dataset, samples, hash: hashSamples(samples) },
      });
    }
  }
  return subsets;
}

interface OrderedUnits {
  readonly units: readonly SplitUnit[];
  /** So many of the first ones hold all classes. */
  readonly covering: number;
}

/** In random order, such that every beginning of the list has about the same share of each class. */
function orderUnits(units: readonly SplitUnit[], random: Random): OrderedUnits {
  const shuffled = random.shuffle(units);
  const covered = new Set<number>();
  const first = shuffled.filter(({ counts }) => {
    const adds = [...counts.keys()].some((label) => !covered.has(label));
    for (const label of counts.keys()) covered.add(label);
    return adds;
  });
  const rest = shuffled.filter((unit) => !first.includes(unit));
  const perClass = new Map<number, SplitUnit[]>();
  for (const unit of rest) {
    const label = mainClass(unit);
    perClass.set(label, [...(perClass.get(label) ?? []), unit]);
  }
  const placed = [...perClass.values()].flatMap((members) =>
    members.map((unit, rank) => ({ unit, place: (rank + 0.5) / members.length })),
  );
  // The sort is stable: units of one place stay in the order of their classes.
  placed.sort((a, b) => a.place - b.place);
  return { units: [...first, ...placed.map(({ unit }) => unit)], covering: first.length };
}

/** The first units whose images come nearest to `wanted`, and at least those that hold all classes. */
function takeUnits({ units, covering }: OrderedUnits, wanted: number): readonly SplitUnit[] {
  let images = 0;
  let count = 0;
  for (const { members } of units) {
    const isNearer = Math.abs(images + members.length - wanted) <= Math.abs(images - wanted);
    if (count >= covering && !isNearer) break;
    images += members.length;
    count++;
  }
  return units.slice(0, count);
}

function mainClass({ counts }: SplitUnit): number {
  let main = 0;
  let most = 0;
  for (const [label, count] of counts) {
    if (count > most) [main, most] = [label, count];
  }
  return main;
}
