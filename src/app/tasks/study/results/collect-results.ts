import { access } from "node:fs/promises";
import { join } from "node:path";
import { metricsAtLevels } from "../../../../learning/evaluation/metrics-at-levels.ts";
import { averageTiles } from "../../../../learning/evaluation/predictions/average-predictions.ts";
import type { PredictionTable } from "../../../../learning/evaluation/predictions/prediction.ts";
import { readPredictions } from "../../../../learning/evaluation/predictions/read-predictions.ts";
import type { MetricsFile } from "../../../../learning/metrics/metric-set.ts";
import type { MethodFacts } from "../../../../learning/report/report-input.ts";
import type { WeightsFacts } from "../../../../learning/report/study/study-input.ts";
import { readRunRecord, requireFinished, runFiles } from "../../run/folder/run-record.ts";
import { readMetrics } from "../../run/score-run.ts";
import type { ChosenModel } from "../models/choose-models.ts";
import type { Journal } from "../runs/journal.ts";
import type { PlannedRun } from "../runs/train-all.ts";

/** What a model reached and what it cost, over all folds. */
export interface ModelResult {
  readonly model: ChosenModel;
  /** Run folders, relative to the study. */
  readonly folders: readonly string[];
  /** One row for each scored image. */
  readonly images: PredictionTable;
  readonly metrics: MetricsFile;
  readonly trainSeconds: number;
  readonly imagesPerSecond: number | null;
  readonly parameterCount: number;
  readonly weights?: WeightsFacts;
  readonly methods: MethodFacts;
}

export interface Failure {
  readonly name: string;
  readonly title: string;
  readonly reason: string;
}

export interface CollectedResults {
  readonly results: readonly ModelResult[];
  readonly failures: readonly Failure[];
}

/** Reads the runs of each model; one that lacks a run has failed. @throws MorError `run-invalid` */
export async function collectResults(
  study: string,
  models: readonly ChosenModel[],
  planned: readonly PlannedRun[],
  journal: Journal,
  seed: number,
): Promise<CollectedResults> {
  const results: ModelResult[] = [];
  const failures: Failure[] = [];
  for (const model of models) {
    const own = planned.filter((run) => run.model.name === model.name);
    const failed = own.find(({ folder }) => journal.find(folder)?.state !== "finished");
    if (failed === undefined) results.push(await collectModel(study, model, own, seed));
    else {
      const { fold, reason = "It was not trained." } = journal.find(failed.folder) ?? {};
      const where = fold === undefined ? "" : `In fold ${fold}: `;
      failures.push({ name: model.name, title: model.title, reason: `${where}${reason}` });
    }
  }
  return { results, failures };
}

async function collectModel(
  study: string,
  model: ChosenModel,
  runs: readonly PlannedRun[],
  seed: number,
): Promise<ModelResult> {
  const folders = runs.map(({ folder }) => folder);
  const records = await Promise.all(folders.map((folder) => readRunRecord(join(study, folder))));
  const finished = records.map((record, index) => requireFinished(record, join(study, folders[index] ?? "")));
  const tables = await Promise.all(folders.map((folder) => readTiles(join(study, folder))));
  const [first] = records;
  const [firstTable] = tables;
  if (first === undefined || firstTable === undefined) throw new Error("A model has at least one run");
  const pooled = { classes: firstTable.classes, predictions: tables.flatMap((table) => table.predictions) };
  const images = averageTiles(pooled);
  const only = folders.length === 1 ? folders[0] : undefined;
  const rates = finished.map(({ imagesPerSecond }) => imagesPerSecond);
  const { backbone } = first.model;
  return {
    model,
    folders,
    images,
    metrics:
      only === undefined
        ? metricsAtLevels(pooled, { part: "cross-validation", seed })
        : await readMetrics(join(study, only)),
    trainSeconds: finished.reduce(
      (sum, { timings }) => sum + (timings.features ?? 0) + (timings.train ?? 0),
      0,
    ),
    imagesPerSecond: meanRate(rates),
    parameterCount: (finished[0]?.parameterCount ?? 0) + frozenParameters(model),
    ...(backbone && {
      weights: { origin: backbone.weights, licence: backbone.licence, citation: backbone.citation },
    }),
    methods: first.model.methods,
  };
}

/** Those of a network that stays as it is: its run counts the head alone. */
function frozenParameters({ training, backboneParameters }: ChosenModel): number {
  return training.fineTune === undefined ? (backboneParameters ?? 0) : 0;
}

/** Tile by tile where images are cut. */
async function readTiles(run: string): Promise<PredictionTable> {
  const tiles = join(run, runFiles.tilePredictions);
  const isCut = await access(tiles).then(
    () => true,
    () => false,
  );
  return await readPredictions(isCut ? tiles : join(run, runFiles.predictions));
}

/** Of parts of about one size: images over time. */
function meanRate(rates: readonly (number | undefined)[]): number | null {
  let seconds = 0;
  for (const rate of rates) {
    if (rate === undefined || !(rate > 0)) return null;
    seconds += 1 / rate;
  }
  return rates.length === 0 ? null : rates.length / seconds;
}
