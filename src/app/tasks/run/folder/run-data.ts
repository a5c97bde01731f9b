import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { PartitionedDataset, PartitionedSample } from "../../../../data/dataset/dataset.ts";
import { openDataset } from "../../../../data/dataset/open-dataset.ts";
import { readManifest } from "../../../../data/dataset/read-manifest.ts";
import { partition } from "../../../../data/partition/partition.ts";
import { MorError } from "../../../../errors.ts";
import type { Effects } from "../../effects.ts";
import { type RunRecord, runFiles } from "./run-record.ts";

/**
 * The images of a run with the parts that they had. Says so when they are not those of the run any more.
 * @throws MorError `input-missing` when they are gone.
 */
export async function openRunData(
  folder: string,
  { data }: RunRecord,
  effects: Effects,
): Promise<PartitionedDataset> {
  const found = await stat(data.root).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new MorError("input-missing", `Expected the run's images in ${data.root}, got no such folder`, {
      hint: "Put them back, or give other DATA.",
      path: data.root,
    });
  }
  const dataset = await openDataset(join(folder, runFiles.manifest), {
    root: data.root,
    classes: data.classes,
    check: "header",
    maxBroken: 1,
    allowOutside: true,
    signal: effects.signal,
  });
  if (dataset.hash !== data.hash) {
    const lost = dataset.broken.length;
    effects.warn(
      `The images are not those of the training any more${lost > 0 ? `, ${lost} cannot be read` : ""}: the score is that of what is there now.`,
    );
  }
  return partition(dataset, { allowLeak: true });
}

/** The same from the manifest alone: no image is looked at. @throws MorError as `readManifest` */
export async function listRunData(folder: string, { data }: RunRecord): Promise<PartitionedDataset> {
  const { rows } = await readManifest(join(folder, runFiles.manifest));
  const samples = rows.map(
    ({ path, label, part = "train", group, columns }, index): PartitionedSample => ({
      index,
      file: resolve(data.root, path),
      path,
      label,
      part,
      ...(group === undefined ? {} : { group }),
      columns,
    }),
  );
  const { root, classes, broken, hash, warnings } = data;
  return { root, classes, samples, broken, hash, warnings };
}
