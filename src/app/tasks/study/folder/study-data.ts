import { join } from "node:path";
import type { Dataset, PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { writeManifest } from "../../../../data/dataset/write-manifest.ts";
import { folds } from "../../../../data/partition/folds.ts";
import { warnOfPartition } from "../../../../data/partition/warn-of-partition.ts";
import { makeFolder } from "../../../../files/make-folder.ts";
import { acrossParts, reportDuplicates } from "../../data/duplicate-report.ts";
import { openData, partitionData } from "../../data-spec.ts";
import type { Effects } from "../../effects.ts";
import type { RunRecord } from "../../run/folder/run-record.ts";
import { keepLargeEnough } from "../../run/keep-large-enough.ts";
import type { StudySpec } from "../study-spec.ts";
import { studyFiles } from "./study-record.ts";

/** The images of a study, opened once, and how they are cut. */
export interface StudyData {
  readonly opened: Dataset;
  /** One for each fold; a single one without cross-validation. */
  readonly cuts: readonly PartitionedDataset[];
}

/** Opens, checks and cuts the images. Every model sees the same ones: what is too small for one is left out for all. */
export async function openStudyData(spec: StudySpec, effects: Effects): Promise<StudyData> {
  const opened = await keepLargeEnough(
    await openData(spec, effects),
    { tiles: spec.tiles === "whole" ? "whole" : "quarters" },
    spec.maxBroken,
  );
  if (spec.folds === undefined) return { opened, cuts: [partitionData(opened, spec)] };
  return { opened, cuts: folds(opened, { k: spec.folds, seed: spec.seed }) };
}

/** Manifest of a cut, relative to the study. */
export function cutFile(cut: number, count: number): string {
  return count === 1 ? studyFiles.partition : `${studyFiles.folds}/fold-${cut + 1}.csv`;
}

/** Writes the manifest of each cut. @throws MorError `output-unwritable`. */
export async function writeCuts(study: string, cuts: readonly PartitionedDataset[]): Promise<void> {
  if (cuts.length > 1) await makeFolder(join(study, studyFiles.folds));
  for (const [index, { samples }] of cuts.entries()) {
    await writeManifest(join(study, cutFile(index, cuts.length)), samples);
  }
}

/** What the record and the report say of the images, duplicates included. */
export async function describeStudyData(
  spec: StudySpec,
  { opened, cuts }: StudyData,
  effects: Effects,
): Promise<RunRecord["data"]> {
  const [first] = cuts;
  const found = spec.skipDuplicates
    ? { pairs: [], truncated: false }
    : await reportDuplicates(first ?? opened, spec.page, effects);
  const torn = new Map(
    cuts
      .flatMap(({ samples }) => acrossParts(found, samples).pairs)
      .map((pair) => [JSON.stringify(pair.paths), pair]),
  );
  const warnings = new Set(first && cuts.length === 1 ? first.warnings : warnOfFolds(opened));
  if (torn.size > 0) {
    warnings.add(
      `${torn.size} pairs of equal or nearly equal images stand in different parts: the scores may be too good.`,
    );
  }
  const given = spec.folds === undefined && spec.assigned === "keep";
  const own = given && opened.samples.some(({ part }) => part !== undefined);
  const grouped = opened.samples.some(({ group }) => group !== undefined);
  return {
    root: opened.root,
    hash: opened.hash,
    classes: opened.classes,
    ...(grouped ? { groupName: spec.by ?? "group" } : {}),
    partition: { origin: own ? "given" : "drawn", stratified: !own, grouped },
    broken: opened.broken,
    duplicates: found.pairs.map((pair) => torn.get(JSON.stringify(pair.paths)) ?? pair),
    warnings: [...warnings],
  };
}

/** All images are scored, so that the single folds need not be large. */
function warnOfFolds(opened: Dataset): readonly string[] {
  const samples = opened.samples.map((sample) => ({ ...sample, part: "test" as const }));
  const hadParts = opened.samples.some(({ part }) => part !== undefined);
  const note = "The parts that the data set assigns itself are not used by the folds.";
  return [...opened.warnings, ...(hadParts ? [note] : []), ...warnOfPartition(opened, samples)];
}
