import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset, Part, Sample } from "../../../data/dataset/dataset.ts";
import type { SessionOptions } from "../../../engine/runtime/session.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { metricsAtLevels } from "../../../learning/evaluation/metrics-at-levels.ts";
import { averageTiles } from "../../../learning/evaluation/predictions/average-predictions.ts";
import type { PredictionTable } from "../../../learning/evaluation/predictions/prediction.ts";
import { writePredictions } from "../../../learning/evaluation/predictions/write-predictions.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { openTrainedModel } from "../../../learning/models/open-trained-model.ts";
import { type Effects, startStage } from "../effects.ts";
import { modelFileOf, type RunRecord, runFiles } from "./folder/run-record.ts";

export interface ScoreOptions {
  readonly folder: string;
  readonly record: RunRecord;
  readonly dataset: Dataset;
  readonly part: Part | "all";
  readonly session: SessionOptions;
}

export interface Scored {
  readonly metrics: MetricsFile;
  /** Decoding and opening the model included. */
  readonly imagesPerSecond: number;
}

/** Classifies a part with the run's model and writes `predictions.csv` and `metrics.json`. */
export async function scoreRun(options: ScoreOptions, effects: Effects): Promise<Scored> {
  const { folder, record, dataset, part, session } = options;
  const samples = dataset.samples.filter((sample) => part === "all" || sample.part === part);
  const begun = effects.now().getTime();
  const tiles = await classifySamples(join(folder, modelFileOf(record)), samples, session, effects);
  const seconds = (effects.now().getTime() - begun) / 1000;
  const metrics = metricsAtLevels(tiles, { part, seed: record.seed });
  throwIfCancelled(effects.signal);
  if (tiles.predictions.length > samples.length) {
    await writePredictions(join(folder, runFiles.tilePredictions), tiles);
  }
  await writePredictions(join(folder, runFiles.predictions), averageTiles(tiles));
  await writeWhole(join(folder, runFiles.metrics), `${JSON.stringify(metrics, undefined, 2)}\n`);
  return { metrics, imagesPerSecond: samples.length / Math.max(seconds, 1e-3) };
}

/** The content of a run's `metrics.json`. @throws MorError `run-invalid` */
export async function readMetrics(folder: string): Promise<MetricsFile> {
  const file = join(folder, runFiles.metrics);
  try {
    return JSON.parse(await readFile(file, "utf8")) as MetricsFile; // scoreRun has written it
  } catch (cause) {
    throw new MorError("run-invalid", `Cannot read the run's metrics (${file})`, {
      hint: "Train again, or restore the file.",
      path: file,
      cause,
    });
  }
}

/** Tile by tile, as a stage of its own. */
export async function classifySamples(
  model: string,
  samples: readonly Sample[],
  session: SessionOptions,
  effects: Effects,
): Promise<PredictionTable> {
  const stage = startStage(effects, "Classifying", samples.length, "images");
  const opened = await openTrainedModel(model, session);
  try {
    const predictions = await opened.classify(samples, {
      signal: effects.signal,
      onImage: (done) => stage.advance(done),
    });
    stage.end();
    return { classes: opened.metadata.classes, predictions };
  } finally {
    await opened.close();
  }
}
