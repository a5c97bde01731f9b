import type { Dataset, Part, PartitionedSample } from "../dataset/dataset.ts";
import { type PartSummary, summarizePartition } from "./summarize-partition.ts";

/** What a referee would remark on a partition, as full sentences. `wishes` are the shares that were asked for. */
export function warnOfPartition(
  dataset: Dataset,
  samples: readonly PartitionedSample[],
  wishes: ReadonlyMap<Part, number> = new Map(),
): string[] {
  const warnings: string[] = [];
  const isGrouped = samples.some((sample) => sample.group !== undefined);
  if (!isGrouped) {
    warnings.push(
      "No groups are known: images of one plant, leaf, movie or session may stand in several parts, and the scores may be too good.",
    );
  }
  const summary = summarizePartition({ ...dataset, samples });
  for (const part of summary) {
    const wish = wishes.get(part.part);
    const share = part.samples / samples.length;
    if (wish !== undefined && Math.abs(share - wish) > 0.05) {
      const [got, wanted] = [share, wish].map((value) => `${Math.round(value * 100)} %`);
      warnings.push(`Groups cannot be cut, so ${part.part} holds ${got} of the images instead of ${wanted}.`);
    }
    if (part.part !== "train" && part.samples > 0) warnings.push(...warnOfFew(part, isGrouped));
  }
  return warnings;
}

function warnOfFew(part: PartSummary, isGrouped: boolean): string[] {
  const warnings: string[] = [];
  const absent = part.perClass.filter(({ samples }) => samples === 0).map(({ label }) => label);
  if (absent.length > 0) warnings.push(`The part ${part.part} has no image of ${absent.join(", ")}.`);
  const few = part.perClass.filter(({ samples }) => samples > 0 && samples < 10);
  if (few.length > 0) {
    const list = few.map(({ label, samples }) => `${label} (${samples})`).join(", ");
    warnings.push(`Few images in ${part.part}, so their scores are uncertain: ${list}.`);
  }
  const single = part.perClass.filter(({ samples, groups }) => samples > 1 && groups === 1);
  if (isGrouped && single.length > 0) {
    const list = single.map(({ label }) => label).join(", ");
    warnings.push(`In ${part.part} all images come from a single group: ${list}.`);
  }
  return warnings;
}
