import type { MetricsFile } from "../../learning/metrics/metric-set.ts";
import {
  type BackboneAction,
  type BackboneResult,
  type BackboneTaskSpec,
  backboneTask,
  backboneTaskSpec,
} from "./backbone/backbone-task.ts";
import { type InspectSpec, inspectData, inspectSpec } from "./data/inspect.ts";
import type { InspectResult } from "./data/inspect-result.ts";
import {
  makePartition,
  type PartitionResult,
  type PartitionTaskSpec,
  partitionSpec,
} from "./data/partition.ts";
import { makePhantoms, type PhantomsResult, type PhantomsSpec, phantomsSpec } from "./data/phantoms.ts";
import { makeTiles, type TilesResult, type TilesSpec, tilesSpec } from "./data/tiles.ts";
import { type Effects, silentEffects, type Task } from "./effects.ts";
import { type EvaluateSpec, evaluateSpec, evaluate as evaluateTask } from "./evaluate.ts";
import { type ExplainResult, explain as explainTask } from "./explain/explain.ts";
import { type ExplainSpec, explainSpec } from "./explain/explain-spec.ts";
import { type FeaturesResult, features as featuresTask } from "./features/features.ts";
import { type FeaturesSpec, featuresSpec } from "./features/features-spec.ts";
import { type QuantizeResult, quantize as quantizeTask } from "./quantize/quantize.ts";
import { type QuantizeSpec, quantizeSpec } from "./quantize/quantize-spec.ts";
import { type DemoResult, type DemoSpec, demoSpec, demo as demoTask } from "./run/demo.ts";
import { type PredictResult, type PredictSpec, predictSpec, predict as predictTask } from "./run/predict.ts";
import { type ReportResult, type ReportSpec, reportSpec, report as reportTask } from "./run/report.ts";
import { type TrainResult, train as trainTask } from "./run/train.ts";
import { type TrainSpec, trainSpec } from "./run/train-spec.ts";
import { parseSpec, type SpecSchema } from "./spec.ts";
import { type StudyResult, study as studyTask } from "./study/study.ts";
import { type StudySpec, studySpec } from "./study/study-spec.ts";
import { type VisualizeResult, visualize as visualizeTask } from "./visualize/visualize.ts";
import { type VisualizeSpec, visualizeSpec } from "./visualize/visualize-spec.ts";

// Every command as a function. Options are those of the command in camelCase (docs/cli.md); what is left out or
// undefined has the command's default. Paths are relative to the working folder. Results are plain JSON data, the same
// that the command prints with `--json`. Nothing is shown and nothing can be cancelled unless effects are given.

/** Options of `partition`. */
export type PartitionTaskOptions = OptionsOf<PartitionTaskSpec, "data" | "out">;

/**
 * Cuts a data set into train, val and test, or into folds, by class and group, and writes the manifest of each cut.
 * @throws MorError `usage`, `input-missing`, `dataset-invalid`, `partition-impossible`, `output-exists`, `cancelled`.
 */
export function partition(
  options: PartitionTaskOptions,
  effects?: Partial<Effects>,
): Promise<PartitionResult> {
  return start(partitionSpec, makePartition, options, effects);
}

/** Options of `train`. */
export type TrainOptions = OptionsOf<TrainSpec, "data" | "out">;

/**
 * Cuts the data, trains a classifier, scores the part that training did not see, and writes a run folder with model,
 * predictions, metrics and report.
 * @throws MorError `usage`, `input-missing`, `dataset-invalid`, `partition-impossible`, `output-exists`,
 *   `training-diverged`, `device-unavailable`, `cancelled`.
 */
export function train(options: TrainOptions, effects?: Partial<Effects>): Promise<TrainResult> {
  return start(trainSpec, trainTask, options, effects);
}

/** Options of `study`. */
export type StudyOptions = OptionsOf<StudySpec, "data" | "models" | "out">;

/**
 * Trains several models on the same parts of the same images, compares them and writes one report. A model that fails
 * is among the `failures` of the result and does not stop the others.
 * @throws MorError as `train`, `run-invalid` when no model has a result.
 */
export function study(options: StudyOptions, effects?: Partial<Effects>): Promise<StudyResult> {
  return start(studySpec, studyTask, options, effects);
}

/** Options of `evaluate`: either a run or stored predictions. */
export type EvaluateOptions = OptionsOf<Omit<EvaluateSpec, "run" | "predictions">, never> &
  (
    | { readonly run: string; readonly predictions?: undefined }
    | { readonly predictions: string; readonly run?: undefined }
  );

/**
 * Scores a run's model on a part of its own data or on other data, or predictions that are stored in a file. Every
 * metric has a 95 % interval, at the levels of tiles, images and groups. Nothing is written.
 * @throws MorError `usage`, `input-missing`, `run-invalid`, `model-invalid`, `predictions-invalid`, `cancelled`.
 */
export function evaluate(options: EvaluateOptions, effects?: Partial<Effects>): Promise<MetricsFile> {
  return start(evaluateSpec, evaluateTask, options, effects);
}

/** Options of `predict`. */
export type PredictOptions = OptionsOf<PredictSpec, "run" | "images">;

/**
 * Applies a run's model to images without labels: the class of each, or none where the model is not sure enough.
 * @throws MorError `usage`, `input-missing`, `model-invalid`, `dataset-invalid`, `output-exists`, `cancelled`.
 */
export function predict(options: PredictOptions, effects?: Partial<Effects>): Promise<PredictResult> {
  return start(predictSpec, predictTask, options, effects);
}

/** Options of `explain`. */
export type ExplainOptions = OptionsOf<ExplainSpec, "run" | "out">;

/**
 * Shows what verdicts rest on: a picture and the raw maps of each image by each method, and tests of the maps against
 * chance. Without `image`, images of the run's own are explained, and its report shows them.
 * @throws MorError `usage` for a method, layer or class that does not exist or apply, `input-missing`, `run-invalid`,
 *   `model-invalid`, `dataset-invalid`, `output-exists`, `output-unwritable`, `cancelled`.
 */
export function explain(options: ExplainOptions, effects?: Partial<Effects>): Promise<ExplainResult> {
  return start(explainSpec, explainTask, options, effects);
}

/** Options of `visualize`. */
export type VisualizeOptions = OptionsOf<VisualizeSpec, "run">;

/**
 * Writes figures of what a run's network has learnt (hidden layers, what excites a channel, class prototypes) and of the data
 * set as it sees it (maps, nearest training images), and a section of the run's report.
 * @throws MorError `usage`, `input-missing`, `run-invalid`, `model-invalid`, `output-exists`, `output-unwritable`, `cancelled`.
 */
export function visualize(options: VisualizeOptions, effects?: Partial<Effects>): Promise<VisualizeResult> {
  return start(visualizeSpec, visualizeTask, options, effects);
}

/** Options of `quantize`. */
export type QuantizeTaskOptions = OptionsOf<QuantizeSpec, "run">;

/**
 * Writes a run's network in 8 bits beside it, `model-int8.onnx`, and measures accuracy and speed of both on the part
 * that the run was scored on: `int8.json`, and a section of the report. Layers stay in float32 where accuracy needs it.
 * @throws MorError `run-invalid` for a run without a network, `input-missing`, `model-invalid`, `output-exists`, `cancelled`.
 */
export function quantize(options: QuantizeTaskOptions, effects?: Partial<Effects>): Promise<QuantizeResult> {
  return start(quantizeSpec, quantizeTask, options, effects);
}

/** Options of `report`. */
export type ReportOptions = OptionsOf<ReportSpec, "run">;

/** Writes a finished run's `report.html` anew. @throws MorError `run-invalid`, `input-missing`, `output-unwritable`. */
export function report(options: ReportOptions, effects?: Partial<Effects>): Promise<ReportResult> {
  return start(reportSpec, reportTask, options, effects);
}

/** Options of `inspect`. */
export type InspectOptions = OptionsOf<InspectSpec, "data">;

/**
 * Says what is in a data set, and what its user should know before training on it.
 * @throws MorError `usage`, `input-missing`, `manifest-invalid`, `dataset-invalid`, `cancelled`.
 */
export function inspect(options: InspectOptions, effects?: Partial<Effects>): Promise<InspectResult> {
  return start(inspectSpec, inspectData, options, effects);
}

/** Options of `tiles`. */
export type TilesOptions = OptionsOf<TilesSpec, "data" | "out">;

/** Writes the paper's tiles of every image as files. @throws MorError as `partition`. */
export function tiles(options: TilesOptions, effects?: Partial<Effects>): Promise<TilesResult> {
  return start(tilesSpec, makeTiles, options, effects);
}

/** Options of `phantoms`. */
export type PhantomsOptions = OptionsOf<PhantomsSpec, "out">;

/**
 * Writes made-up images of the paper's six classes with their truth.
 * @throws MorError `usage`, `output-exists`, `output-unwritable`, `cancelled`.
 */
export function phantoms(options: PhantomsOptions, effects?: Partial<Effects>): Promise<PhantomsResult> {
  return start(phantomsSpec, makePhantoms, options, effects);
}

/** Options of `features`. */
export type FeaturesOptions = OptionsOf<FeaturesSpec, "data" | "backbone" | "out">;

/**
 * Writes the features that a pretrained network sees in every image of a data set, as CSV or Parquet by the name of `out`.
 * @throws MorError `usage`, `input-missing`, `dataset-invalid`, `model-invalid`, `output-exists`, `output-unwritable`,
 *   `device-unavailable`, `cancelled`.
 */
export function features(options: FeaturesOptions, effects?: Partial<Effects>): Promise<FeaturesResult> {
  return start(featuresSpec, featuresTask, options, effects);
}

/** Options of `demo`. */
export type DemoOptions = OptionsOf<DemoSpec, never>;

/** The whole way on made-up images, in a few minutes. @throws MorError as `phantoms` and `train`. */
export function demo(options: DemoOptions = {}, effects?: Partial<Effects>): Promise<DemoResult> {
  return start(demoSpec, demoTask, options, effects);
}

/** Options of `backbone`. */
export type BackboneTaskOptions<Action extends BackboneAction = BackboneAction> = OptionsOf<
  Omit<BackboneTaskSpec, "action">,
  never
> & { readonly action: Action };

/**
 * Lists, fetches, adds and removes pretrained weights: `backbone({ action: "pull", targets: ["vgg16"] })`.
 * @throws MorError `usage`, `input-missing` when a file cannot be had, `model-invalid` and `operator-unsupported` for
 *   one that cannot be used, `output-exists`, `output-unwritable`, `cancelled`.
 */
export async function backbone<const Action extends BackboneAction>(
  options: BackboneTaskOptions<Action>,
  effects?: Partial<Effects>,
): Promise<BackboneResult & { readonly action: Action }> {
  const result = await start(backboneTaskSpec, backboneTask, options, effects);
  // The task answers with the action that it was given.
  return result as BackboneResult & { readonly action: Action };
}

type OptionsOf<Spec, Needed extends keyof Spec> = Readonly<Pick<Spec, Needed>> & {
  readonly [Key in Exclude<keyof Spec, Needed>]?: Spec[Key] | undefined;
};

function start<Spec, Result>(
  schema: SpecSchema<Spec>,
  task: Task<Spec, Result>,
  options: Readonly<Record<string, unknown>>,
  effects: Partial<Effects> = {},
): Promise<Result> {
  // Within a promise, so that wrong options reject like everything else.
  return Promise.resolve().then(() => task(parseSpec(schema, options), { ...silentEffects(), ...effects }));
}
