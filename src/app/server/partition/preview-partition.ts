import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import type { Dataset, Part, Sample } from "../../../data/dataset/dataset.ts";
import { findLeaks, partition } from "../../../data/partition/partition.ts";
import { MorError } from "../../../errors.ts";
import type { ImageFindings } from "../../protocol/image-api.ts";
import type { PartitionChoice, PartitionPreview } from "../../protocol/partition-api.ts";
import type { TableImage } from "../workspace/image-table.ts";

/** The part of each labelled image, by path; the images of the table give what `mor partition` gives. */
export interface CutImages {
  readonly parts: ReadonlyMap<string, Part>;
  readonly warnings: readonly string[];
}

/**
 * Cuts the labelled images into parts without opening any.
 *
 * @throws MorError `dataset-invalid` for fewer than two classes; `usage`, `partition-impossible` as `partition`.
 */
export function cutImages(folder: string, images: readonly TableImage[], choice: PartitionChoice): CutImages {
  const dataset = toDataset(folder, images);
  if (dataset.classes.length < 2) {
    throw new MorError(
      "dataset-invalid",
      `Expected labelled images of at least two classes, got ${dataset.classes[0] === undefined ? "none" : `only "${dataset.classes[0]}"`}`,
      { hint: "Label images first: on the page Images, with the keys 1 to 9." },
    );
  }
  // A given partition is shown with its leaks rather than refused.
  const { samples, warnings } = partition(dataset, { ...choice, allowLeak: true });
  return { parts: new Map(samples.map(({ path, part }) => [path, part])), warnings };
}

/** What a partition would be, as counts, leaks and sentences. */
export function previewPartition(
  folder: string,
  images: readonly TableImage[],
  choice: PartitionChoice,
  findings: ImageFindings,
): PartitionPreview {
  const labelled = images.filter(({ label }) => label !== "");
  const isKept = labelled.length > 0 && labelled.every(({ part }) => part !== undefined);
  const cut = tryCut(folder, images, choice);
  const partOf = (image: TableImage): Part | undefined => cut.parts.get(image.path);
  const counted = labelled.flatMap((image) => {
    const part = partOf(image);
    return part === undefined ? [] : [{ image, part }];
  });
  const groups = countBy(counted, ({ image }) => image.group);
  const classes = countBy(counted, ({ image }) => image.label);
  const hasCopies = findings.duplicates.flatMap(({ kind, paths }) => {
    const [a, b] = paths.map((path) => cut.parts.get(path));
    return a !== undefined && b !== undefined && a !== b ? [{ kind, paths }] : [];
  });
  return {
    error: cut.error,
    images: labelled.length,
    unlabelled: images.length - labelled.length,
    isKept,
    parts: parts.map((part) => {
      const inside = counted.filter((entry) => entry.part === part);
      const units = new Set(inside.map(({ image }) => image.group ?? `\n${image.path}`)); // no group has a line end
      return { part, images: inside.length, groups: units.size };
    }),
    classes: [...new Set(labelled.map(({ label }) => label))].sort(byCodePoint).map((label) => ({
      label,
      counts: classes.get(label) ?? [0, 0, 0],
    })),
    groups: [...groups]
      .map(([name, counts]) => ({ name, counts }))
      .sort((a, b) => sum(b.counts) - sum(a.counts) || byCodePoint(a.name, b.name))
      .slice(0, 200),
    groupCount: groups.size,
    leaks: {
      groups: findLeaks(
        counted.map(({ image, part }, index) => ({ ...toSample(folder, image, index), part })),
      ),
      duplicates: hasCopies,
    },
    warnings: [...cut.warnings, ...warnOfCopies(hasCopies.length)],
  };
}

const parts: readonly Part[] = ["train", "val", "test"];

function tryCut(
  folder: string,
  images: readonly TableImage[],
  choice: PartitionChoice,
): CutImages & { readonly error: PartitionPreview["error"] } {
  try {
    return { ...cutImages(folder, images, choice), error: null };
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    const kept = new Map(
      images.flatMap(({ path, label, part }) => (label === "" || part === undefined ? [] : [[path, part]])),
    );
    return { parts: kept, warnings: [], error: { message: error.message, hint: error.hint ?? null } };
  }
}

/** The labelled images as a data set whose files are never opened. */
export function toDataset(folder: string, images: readonly TableImage[]): Dataset {
  const samples = images
    .filter(({ label }) => label !== "")
    .map((image, index) => toSample(folder, image, index));
  const classes = [...new Set(samples.map(({ label }) => label))].sort(byCodePoint);
  return { root: folder, classes, samples, broken: [], hash: "", warnings: [] };
}

function toSample(folder: string, image: TableImage, index: number): Sample {
  const { path, label, group, part, columns } = image;
  return {
    index,
    file: `${folder}/${path}`, // never opened here, and resolving takes longer than the cut
    path,
    label,
    columns,
    ...(group === undefined ? {} : { group }),
    ...(part === undefined ? {} : { part }),
  };
}

type Counted = { readonly image: TableImage; readonly part: Part };

/** Images in train, val and test by a word; those without it are not counted. */
function countBy(
  counted: readonly Counted[],
  wordOf: (entry: Counted) => string | undefined,
): Map<string, [number, number, number]> {
  const counts = new Map<string, [number, number, number]>();
  for (const entry of counted) {
    const word = wordOf(entry);
    if (word === undefined) continue;
    const row = counts.get(word) ?? [0, 0, 0];
    counts.set(word, row);
    const place = entry.part === "train" ? 0 : entry.part === "val" ? 1 : 2;
    row[place] += 1;
  }
  return counts;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function warnOfCopies(count: number): string[] {
  if (count === 0) return [];
  return [
    `Equal or nearly equal images stand in different parts, so the scores may be too good: ${count} ${count === 1 ? "pair" : "pairs"}.`,
  ];
}
