import { basename, dirname, extname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import type { BrokenImage, Dataset } from "../../../data/dataset/dataset.ts";
import { writeManifest } from "../../../data/dataset/write-manifest.ts";
import { folds } from "../../../data/partition/folds.ts";
import { type PartSummary, summarizePartition } from "../../../data/partition/summarize-partition.ts";
import { throwIfCancelled } from "../../../errors.ts";
import {
  type DataSpec,
  dataFields,
  openData,
  type PartitionSpec,
  partitionData,
  partitionFields,
} from "../data-spec.ts";
import type { Effects } from "../effects.ts";
import { prepareOutputFile } from "../output.ts";
import type { SpecSchema } from "../spec.ts";
import { acrossParts, type DuplicateReport, reportDuplicates } from "./duplicate-report.ts";

export interface PartitionTaskSpec extends DataSpec, PartitionSpec {
  readonly out: string;
  readonly folds?: number | undefined;
  readonly skipDuplicates: boolean;
  readonly force: boolean;
}

export interface PartitionResult {
  /** One manifest, or one for each fold. */
  readonly manifests: readonly {
    readonly file: string;
    readonly parts: readonly PartSummary[];
    /** Equal or nearly equal images that stand in different parts of this manifest; absent if not looked for. */
    readonly duplicates?: DuplicateReport;
  }[];
  /** Folder that the paths of the manifests are relative to. */
  readonly root: string;
  readonly hash: string;
  readonly broken: readonly BrokenImage[];
  readonly warnings: readonly string[];
}

export const partitionSpec: SpecSchema<PartitionTaskSpec> = z.strictObject({
  ...dataFields,
  ...partitionFields,
  out: z.string().min(1).describe("Manifest to write").meta({ metavar: "FILE" }),
  folds: z
    .int()
    .min(2)
    .optional()
    .describe("Write K manifests for cross-validation, FILE-fold-1 to FILE-fold-K, in place of one")
    .meta({ metavar: "K" }),
  skipDuplicates: z.boolean().default(false).describe("Do not look for equal images in different parts"),
  force: z.boolean().default(false).describe("Replace a manifest that is there"),
});

/** Cuts a data set into train, val and test, and writes the manifest of each cut. */
export async function makePartition(spec: PartitionTaskSpec, effects: Effects): Promise<PartitionResult> {
  const files = spec.folds === undefined ? [spec.out] : foldFiles(spec.out, spec.folds);
  for (const file of files) {
    const owns = (beginning: string) => beginning.startsWith("path,label,split");
    await prepareOutputFile(file, { madeBy: "partition", force: spec.force, owns, inputs: [spec.data] });
  }
  const dataset = await openData(spec, effects);
  const cuts =
    spec.folds === undefined
      ? [partitionData(dataset, spec)]
      : folds(dataset, { k: spec.folds, seed: spec.seed });
  const base = manifestBase(dataset, dirname(resolve(spec.out)));
  const warnings = new Set(cuts.flatMap((cut) => cut.warnings));
  if (base !== dirname(resolve(spec.out))) {
    warnings.add(
      `The images do not lie below the manifest's folder, so its paths are relative to ${base}: give that with --root.`,
    );
  }
  const found = spec.skipDuplicates ? undefined : await reportDuplicates(dataset, spec.page, effects);
  const manifests: PartitionResult["manifests"][number][] = [];
  for (const [at, cut] of cuts.entries()) {
    throwIfCancelled(effects.signal);
    const file = files[at] ?? spec.out;
    await writeManifest(
      file,
      cut.samples.map((sample) => ({
        ...sample,
        path: relative(base, resolve(dataset.root, sample.path)).split(sep).join("/"),
      })),
    );
    manifests.push({
      file,
      parts: summarizePartition(cut),
      ...(found === undefined ? {} : { duplicates: acrossParts(found, cut.samples) }),
    });
  }
  if (manifests.some(({ duplicates }) => (duplicates?.pairs.length ?? 0) > 0)) {
    warnings.add("Equal or nearly equal images stand in different parts, so the scores may be too good.");
  }
  return {
    manifests,
    root: base,
    hash: dataset.hash,
    broken: dataset.broken,
    warnings: [...warnings],
  };
}

/** `cut/manifest.csv` -> `cut/manifest-fold-1.csv` ... */
function foldFiles(out: string, count: number): string[] {
  const extension = extname(out);
  const stem = join(dirname(out), basename(out, extension));
  return Array.from({ length: count }, (_, at) => `${stem}-fold-${at + 1}${extension}`);
}

/** Below the manifest's folder paths are relative to that, so that the manifest is enough to find the images. */
function manifestBase(dataset: Dataset, folder: string): string {
  const isBelow = dataset.samples.every(({ path }) => {
    const way = relative(folder, resolve(dataset.root, path));
    return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
  });
  return isBelow ? folder : dataset.root;
}
