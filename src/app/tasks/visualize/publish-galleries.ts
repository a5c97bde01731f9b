import type { PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { MorError } from "../../../errors.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { type Effects, startStage } from "../effects.ts";
import { writeVisualizedRecord } from "../run/folder/explained-record.ts";
import type { RunRecord } from "../run/folder/run-record.ts";
import { writeReport } from "../run/folder/write-report.ts";
import type { GalleryFigure } from "./galleries/gallery.ts";
import { previewsOf } from "./previews.ts";

/** A finished run whose report shall show galleries. */
export interface OwnRun {
  readonly run: string;
  readonly record: RunRecord;
  readonly dataset: PartitionedDataset;
  readonly metrics: MetricsFile;
}

interface Origin {
  readonly created: string;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** Puts figures into the run's report. @returns the report, or undefined where the run cannot be written to. */
export async function publishGalleries(
  { created, seed, versions }: Origin,
  figures: readonly GalleryFigure[],
  { run, record, dataset, metrics }: OwnRun,
  effects: Effects,
): Promise<string | undefined> {
  const stage = startStage(effects, "Shrinking the figures for the report");
  const shown = figures.filter(({ inReport = true }) => inReport);
  const images = await previewsOf(shown.map(({ png }) => png));
  stage.end();
  const galleries = shown.map(({ id, title, caption }, at) => ({
    id,
    title,
    caption,
    image: images[at] ?? "",
  }));
  try {
    await writeVisualizedRecord(run, { format: 1, created, seed, versions, galleries });
    return await writeReport({ folder: run, record, dataset, metrics }, effects);
  } catch (error) {
    if (!(error instanceof MorError) || error.code !== "output-unwritable") throw error;
    effects.warn(`The run's own report does not show the galleries: ${error.message}`);
    return undefined;
  }
}
