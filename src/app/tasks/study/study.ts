import { join, resolve } from "node:path";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { type ComparisonResult, compareModels } from "../../../learning/comparison/compare-models.ts";
import {
  formatComparison,
  formatDoubtfulLabels,
  formatLearningCurves,
  type NamedLearningCurve,
} from "../../../learning/comparison/comparison-tables.ts";
import { type DoubtfulLabels, findDoubtfulLabels } from "../../../learning/comparison/doubtful-labels.ts";
import type { Estimate } from "../../../learning/metrics/metric-set.ts";
import { type Effects, startStage } from "../effects.ts";
import { describeMachine } from "../run/folder/run-record.ts";
import { versions } from "../run/folder/versions.ts";
import { cutFile, describeStudyData, openStudyData, type StudyData, writeCuts } from "./folder/study-data.ts";
import {
  checkStudyFolder,
  fingerprintStudy,
  prepareStudyFolder,
  recordModels,
  takeUpStudy,
} from "./folder/study-folder.ts";
import { type StudyRecord, studyFiles, writeStudyRecord } from "./folder/study-record.ts";
import { writeStudyResults } from "./folder/study-results.ts";
import { type ChosenModel, chooseModels } from "./models/choose-models.ts";
import {
  type CollectedResults,
  collectResults,
  type Failure,
  type ModelResult,
} from "./results/collect-results.ts";
import { chooseCurveModels, measureCurves } from "./results/measure-curves.ts";
import { writeStudyReport } from "./results/write-study-report.ts";
import { type Journal, openJournal } from "./runs/journal.ts";
import { warnOnce } from "./runs/show-run.ts";
import { type PlannedRun, trainAll } from "./runs/train-all.ts";
import type { StudySpec } from "./study-spec.ts";

export interface StudyResult {
  readonly study: string;
  readonly report: string;
  readonly comparison: string;
  readonly doubtfulLabels?: string;
  readonly learningCurve?: string;
  /** Best first. */
  readonly models: readonly StudyRow[];
  /** Models without a result, each with its reason. */
  readonly failures: readonly Failure[];
  readonly images: number;
  /** What the learning curves say, model by model. */
  readonly forecasts: readonly { readonly name: string; readonly sentence: string }[];
  readonly warnings: readonly string[];
  readonly seconds: number;
}

/** A model in the table; estimates are of images. */
export interface StudyRow extends Pick<ModelResult, "trainSeconds" | "imagesPerSecond" | "parameterCount"> {
  readonly name: string;
  readonly title: string;
  readonly accuracy: Estimate;
  readonly macroAuc: Estimate;
  readonly calibrationError: Estimate;
  /** `null` without groups. */
  readonly groupAccuracy: Estimate | null;
  /** Models that share a letter were not found to differ in accuracy. */
  readonly letters: string;
  readonly runs: readonly string[];
}

/**
 * Trains several models on the same parts of the same images, compares them, and writes one report.
 *
 * The images are opened, checked and cut once; each model of each fold is a run folder below `runs`. `study.json` says
 * how far it has come, and `--resume` goes on from there after any kind of end. A model that fails does not stop the
 * others: it is among the failures of the result.
 *
 * @throws MorError `run-invalid` when no model has a result; whatever stops all runs.
 */
export async function study(spec: StudySpec, effects: Effects): Promise<StudyResult> {
  const clock = () => effects.now().getTime();
  const told = warnOnce(effects);
  const earlier = await checkStudyFolder(spec, effects);
  const { weights, size, recipe } = spec;
  const choice = { weights, size, recipe, before: earlier?.models };
  const models = await chooseModels(spec.models, choice);
  const curveNames =
    spec.curveModels === undefined
      ? undefined
      : new Set((await chooseModels(spec.curveModels, choice)).map(({ name }) => name));
  refuseOthers(curveNames, models);
  const data = await openStudyData(spec, told);
  const record = await beginStudy(spec, earlier, models, data, told);
  for (const warning of record.data.warnings) told.warn(warning);
  const journal = openJournal(spec.out, record, clock);
  const planned = planRuns(models, data);
  await trainAll(planned, { spec, journal, effects: told, stage: "Study" });
  const collected = await collectResults(spec.out, models, planned, journal, spec.seed);
  if (collected.results.length === 0) throw noResult(collected.failures, spec.out);

  const stage = startStage(told, "Comparing the models");
  const predictions = collected.results.map(({ model, images }) => ({
    name: model.name,
    predictions: images,
  }));
  const comparison = compareModels(predictions, { seed: spec.seed });
  throwIfCancelled(effects.signal);
  await writeWhole(join(spec.out, studyFiles.comparison), formatComparison(comparison));
  const doubtfulLabels = spec.labelNoise ? await doubtLabels(spec, predictions, comparison) : undefined;
  stage.end();
  const learningCurves = spec.learningCurve
    ? await drawCurves(spec, collected, comparison, curveNames, { data, journal, effects: told })
    : [];
  const warnings = spec.labelNoise && spec.folds === undefined ? [scoredOnly(comparison.images)] : [];
  // The record says finished once all the rest is there.
  const report = await writeStudyReport(
    spec,
    { ...collected, data, record: journal.record(), comparison, learningCurves, doubtfulLabels, warnings },
    told,
  );
  const rows = comparison.models.flatMap(({ name, letters }) => rowOf(name, letters, collected.results));
  const { failures } = collected;
  await writeStudyResults(spec.out, {
    format: 1,
    models: rows,
    failures,
    comparison,
    doubtfulLabels,
    learningCurves,
    warnings,
  });
  await journal.finish();
  return {
    study: spec.out,
    report,
    comparison: join(spec.out, studyFiles.comparison),
    ...(doubtfulLabels && { doubtfulLabels: join(spec.out, studyFiles.doubtfulLabels) }),
    ...(spec.learningCurve && { learningCurve: join(spec.out, studyFiles.learningCurve) }),
    models: rows,
    failures,
    images: comparison.images,
    forecasts: learningCurves.map(({ name, curve }) => ({ name, sentence: curve.sentence })),
    warnings: [...record.data.warnings, ...comparison.notes, ...warnings],
    seconds: journal.record().seconds,
  };
}

/** The record of the study that is resumed, with the models of today; or that of a new one. */
async function beginStudy(
  spec: StudySpec,
  earlier: StudyRecord | undefined,
  models: readonly ChosenModel[],
  data: StudyData,
  effects: Effects,
): Promise<StudyRecord> {
  const fingerprint = fingerprintStudy(spec, data.cuts);
  const recorded = recordModels(models);
  const common = {
    status: "training",
    spec: { ...spec, data: resolve(spec.data) },
    models: recorded,
  } as const;
  if (earlier) {
    await takeUpStudy(spec, earlier, { fingerprint, models: recorded, hash: data.opened.hash });
    const others = earlier.models.filter(({ name }) => !recorded.some((model) => model.name === name));
    return { ...earlier, ...common, models: [...recorded, ...others] };
  }
  const begun: StudyRecord = {
    format: 1,
    ...common,
    seed: spec.seed,
    fingerprint,
    folds: data.cuts.length,
    versions: versions(),
    machine: describeMachine(),
    data: await describeStudyData(spec, data, effects),
    runs: [],
    started: effects.now().toISOString(),
    seconds: 0,
  };
  await prepareStudyFolder(spec, effects);
  await writeCuts(spec.out, data.cuts);
  await writeStudyRecord(spec.out, begun);
  return begun;
}

/** Model by model, so that the first of them is soon complete. */
function planRuns(models: readonly ChosenModel[], { opened, cuts }: StudyData): readonly PlannedRun[] {
  return models.flatMap((model) =>
    cuts.map((cut, index): PlannedRun => {
      const folder = `${studyFiles.runs}/${model.folder}`;
      return {
        folder: cuts.length === 1 ? folder : `${folder}/fold-${index + 1}`,
        model,
        // What there is to say of the partition, each run says itself.
        dataset: { ...cut, warnings: opened.warnings },
        manifest: cutFile(index, cuts.length),
        ...(cuts.length === 1 ? {} : { fold: index + 1 }),
      };
    }),
  );
}

type NamedPredictions = Parameters<typeof compareModels>[0];

/** So many of the best models are asked about labels: the opinion of the others would add noise. */
const opinions = 3;

async function doubtLabels(
  spec: StudySpec,
  predictions: NamedPredictions,
  comparison: ComparisonResult,
): Promise<DoubtfulLabels> {
  const best = comparison.models
    .slice(0, opinions)
    .flatMap(({ name }) => predictions.filter((model) => model.name === name));
  const doubtful = findDoubtfulLabels(best, { seed: spec.seed });
  await writeWhole(join(spec.out, studyFiles.doubtfulLabels), formatDoubtfulLabels(doubtful));
  return doubtful;
}

async function drawCurves(
  spec: StudySpec,
  { results }: CollectedResults,
  comparison: ComparisonResult,
  names: ReadonlySet<string> | undefined,
  context: { readonly data: StudyData; readonly journal: Journal; readonly effects: Effects },
): Promise<readonly NamedLearningCurve[]> {
  const chosen = names
    ? results.filter(({ model }) => names.has(model.name))
    : chooseCurveModels(results, comparison);
  const { data, journal, effects } = context;
  const curves = await measureCurves(chosen, data, { spec, journal, effects, stage: "Learning curve" });
  await writeWhole(join(spec.out, studyFiles.learningCurve), formatLearningCurves(curves));
  return curves;
}

function rowOf(name: string, letters: string, results: readonly ModelResult[]): StudyRow[] {
  return results
    .filter(({ model }) => model.name === name)
    .flatMap(({ model, metrics: { levels }, folders, trainSeconds, imagesPerSecond, parameterCount }) => {
      const { image, group } = levels;
      if (image === undefined) return [];
      return [
        {
          name,
          title: model.title,
          accuracy: image.accuracy,
          macroAuc: image.macroAuc,
          calibrationError: image.expectedCalibrationError,
          groupAccuracy: group?.accuracy ?? null,
          letters,
          trainSeconds,
          imagesPerSecond,
          parameterCount,
          runs: folders,
        },
      ];
    });
}

function refuseOthers(names: ReadonlySet<string> | undefined, models: readonly ChosenModel[]): void {
  const other = [...(names ?? [])].find((name) => !models.some((model) => model.name === name));
  if (other === undefined) return;
  throw new MorError("usage", `Expected --curve-models to be models of the study, got ${other}`, {
    hint: "Name it in --models as well.",
  });
}

function scoredOnly(images: number): string {
  return `Labels were looked at in the ${images} scored images alone; with folds all images are scored.`;
}

function noResult(failures: readonly Failure[], path: string): MorError {
  const reasons = failures.map(({ name, reason }) => `${name}: ${reason}`);
  return new MorError(
    "run-invalid",
    `Expected a result of at least one model, got none (${reasons.join(" ")})`,
    {
      hint: "Mend what is told, and go on with --resume.",
      path,
    },
  );
}
