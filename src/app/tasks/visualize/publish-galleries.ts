import type { PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { MorError } from "../../../errors.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { type Effects, startStage } from "../effects.ts";
import {
  findVisualizedRecord,
  type VisualizedRecord,
  writeVisualizedRecord,
} from "../run/folder/explained-record.ts";
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
  /** Whether the figures lie in the run's own gallery. */
  readonly own: boolean;
  readonly created: string;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
}

/**
 * Puts figures into the run's report, which shows what lies in the run's own gallery. Figures that lie elsewhere come into it
 * only if they show all that it has shown.
 * @returns the report, or undefined where it stays as it is or the run cannot be written to.
 */
export async function publishGalleries(
  { own, created, seed, versions }: Origin,
  figures: readonly GalleryFigure[],
  { run, record, dataset, metrics }: OwnRun,
  effects: Effects,
): Promise<string | undefined> {
  const shown = figures.filter(({ inReport = true }) => inReport);
  const earlier = own ? [] : await earlierFigures(run);
  if (earlier.some(({ title }) => !shown.some((figure) => figure.title === title))) {
    effects.warn(
      `The run's own report keeps its ${earlier.length} figures of the network: these, in another folder, do not show all of them.`,
    );
    return undefined;
  }
  const stage = startStage(effects, "Shrinking the figures for the report");
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

/** None also where the record is broken: it is written anew. */
async function earlierFigures(run: string): Promise<VisualizedRecord["galleries"]> {
  try {
    return (await findVisualizedRecord(run))?.galleries ?? [];
  } catch (error) {
    if (error instanceof MorError && error.code === "run-invalid") return [];
    throw error;
  }
}
