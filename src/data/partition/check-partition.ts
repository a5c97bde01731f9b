import { MorError } from "../../errors.ts";
import type { Dataset, Part, PartitionedSample } from "../dataset/dataset.ts";
import type { SplitUnit } from "./split-units.ts";

/** @throws MorError `partition-impossible` when a class has fewer groups (or images without one) than parts. */
export function checkUnitCounts(dataset: Dataset, units: readonly SplitUnit[], parts: number): void {
  const counts = new Array<number>(dataset.classes.length).fill(0);
  for (const unit of units) for (const label of unit.counts.keys()) counts[label] = (counts[label] ?? 0) + 1;
  const poor = dataset.classes.flatMap((label, index) =>
    (counts[index] ?? 0) < parts ? [`"${label}" with ${counts[index]}`] : [],
  );
  if (poor.length === 0) return;
  const isGrouped = dataset.samples.some((sample) => sample.group !== undefined);
  throw new MorError(
    "partition-impossible",
    `Expected at least ${parts} ${isGrouped ? "groups" : "images"} of each class, one for each part, got ${poor.join(", ")}`,
    {
      hint: isGrouped
        ? "Add images of further groups, leave out a part (a ratio of 8:2:0 makes no test part), or group by something smaller, such as the leaf instead of the plant."
        : "Add images of this class, leave the class out, or leave out a part (a ratio of 8:2:0 makes no test part).",
    },
  );
}

/** @throws MorError `partition-impossible` when a class has no sample in one of the parts. */
export function checkPresence(
  classes: readonly string[],
  samples: readonly PartitionedSample[],
  parts: readonly Part[],
): void {
  for (const part of parts) {
    const present = new Set(samples.filter((sample) => sample.part === part).map((sample) => sample.label));
    const absent = classes.filter((label) => !present.has(label));
    if (absent.length === 0) continue;
    throw new MorError(
      "partition-impossible",
      `Expected images of every class in ${part}, got none of ${absent.map((label) => `"${label}"`).join(", ")}`,
      {
        hint: "Add images of further groups of this class, leave the class out, or correct the given split.",
      },
    );
  }
}
