import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset, PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { mapConcurrently } from "../../../../data/dataset/map-concurrently.ts";
import type { PageChoice } from "../../../../data/images/image.ts";
import { throwIfCancelled } from "../../../../errors.ts";
import { errnoOf } from "../../../../files/output-error.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { PredictionTable } from "../../../../learning/evaluation/predictions/prediction.ts";
import { readPredictions } from "../../../../learning/evaluation/predictions/read-predictions.ts";
import type { MetricsFile } from "../../../../learning/metrics/metric-set.ts";
import { renderReport } from "../../../../learning/report/render-report.ts";
import type { ClassExamples, Mistake, ReportInput } from "../../../../learning/report/report-input.ts";
import { type HistoryRow, parseHistory } from "../../../../learning/training/history.ts";
import { type Effects, startStage } from "../../effects.ts";
import { describeData, describeRun } from "./describe-data.ts";
import { findExplainedRecord, findVisualizedRecord } from "./explained-record.ts";
import { findInt8Record } from "./int8-record.ts";
import { drawLevelCurves, verdictOf } from "./level-curves.ts";
import { pictureOf } from "./picture.ts";
import { type RunRecord, requireFinished, runFiles } from "./run-record.ts";

export interface ReportOptions {
  readonly folder: string;
  readonly record: RunRecord;
  readonly dataset: PartitionedDataset;
  readonly metrics: MetricsFile;
}

/** Images may be large: their pixels must not all be in memory together. */
const decodedAtOnce = 4;
const [examplesPerClass, mistakesShown] = [4, 12];

/** Writes `report.html` from what stands in the run folder and the images. @returns its path. */
export async function writeReport(options: ReportOptions, effects: Effects): Promise<string> {
  const { folder, record, dataset, metrics } = options;
  const stage = startStage(effects, "Writing the report");
  const result = requireFinished(record, folder);
  const { page } = record.model.preprocessing;
  const images = await readPredictions(join(folder, runFiles.predictions));
  const input: ReportInput = {
    title: `Classification of ${dataset.classes.length} classes of organelle morphology`,
    generated: effects.now().toISOString().slice(0, 16).replace("T", " "),
    run: describeRun(record),
    data: describeData(record.data, dataset),
    examples: await examplesOf(dataset, page),
    history: await readHistory(folder),
    bestEpoch: result.bestEpoch,
    metrics,
    curves: drawLevelCurves(images),
    mistakes: await mistakesOf(images, dataset, page),
    int8: await findInt8Record(folder),
    explanation: await findExplainedRecord(folder),
    gallery: await findVisualizedRecord(folder),
  };
  throwIfCancelled(effects.signal);
  const file = join(folder, runFiles.report);
  await writeWhole(file, renderReport(input));
  stage.end();
  return file;
}

/** Evenly spread over the class, so that several groups are seen. */
async function examplesOf(dataset: Dataset, page: PageChoice): Promise<ClassExamples[]> {
  const examples: ClassExamples[] = [];
  for (const label of dataset.classes) {
    const members = dataset.samples.filter((sample) => sample.label === label);
    const count = Math.min(examplesPerClass, members.length);
    const chosen = Array.from(
      { length: count },
      (_, place) => members[Math.floor((place * members.length) / count)],
    );
    const images = await mapConcurrently(chosen, (sample) => pictureOf(sample, page), {
      limit: decodedAtOnce,
    });
    examples.push({ label, images: images.flat() });
  }
  return examples;
}

async function readHistory(folder: string): Promise<HistoryRow[]> {
  try {
    return parseHistory(await readFile(join(folder, runFiles.history), "utf8"));
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  }
}

async function mistakesOf(
  { classes, predictions }: PredictionTable,
  dataset: Dataset,
  page: PageChoice,
): Promise<Mistake[]> {
  const byPath = new Map(dataset.samples.map((sample) => [sample.path, sample]));
  const wrong = predictions
    .map((row) => ({ row, ...verdictOf(row, classes) }))
    .filter(({ row, predicted }) => row.label !== undefined && row.label !== predicted)
    .sort((a, b) => b.confidence - a.confidence)
    .slice(0, mistakesShown);
  const shown = await mapConcurrently(
    wrong,
    async ({ row, predicted, confidence }) =>
      (await pictureOf(byPath.get(row.path), page)).map((image) => ({
        ...image,
        ...(row.group === undefined ? {} : { group: row.group }),
        label: row.label ?? "",
        predicted,
        confidence,
      })),
    { limit: decodedAtOnce },
  );
  return shown.flat();
}
