import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { Dataset, PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { writeManifest } from "../../../data/dataset/write-manifest.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { formatHistory } from "../../../learning/training/history.ts";
import { reportDuplicates } from "../data/duplicate-report.ts";
import { openData, partitionData } from "../data-spec.ts";
import { type Effects, startStage } from "../effects.ts";
import { type Calibration, calibrate } from "./calibrate.ts";
import { checkRunFolder, decisiveOptions, prepareRunFolder, takeUpRun } from "./folder/run-folder.ts";
import {
  describeMachine,
  isComplete,
  modelFileOf,
  type RunRecord,
  requireFinished,
  runFiles,
  writeRunRecord,
} from "./folder/run-record.ts";
import { programVersion, versions } from "./folder/versions.ts";
import { writeReport } from "./folder/write-report.ts";
import { keepLargeEnough } from "./keep-large-enough.ts";
import { chooseLearner } from "./learners/choose-learner.ts";
import type { Learned, Learner } from "./learners/learner.ts";
import { readMetrics, scoreRun } from "./score-run.ts";
import type { TrainSpec } from "./train-spec.ts";

export interface TrainResult {
  readonly run: string;
  readonly report: string;
  readonly model: string;
  readonly bestEpoch: number;
  readonly parameterCount: number;
  readonly seconds: number;
  readonly warnings: readonly string[];
  readonly metrics: MetricsFile;
}

/**
 * Cuts the data, trains, scores the part that training did not see, and writes the run folder. Many runs on the same
 * images open and check them once: `given` is then what opening `spec.data` would give.
 */
export async function train(spec: TrainSpec, effects: Effects, given?: Dataset): Promise<TrainResult> {
  const begun = effects.now();
  const secondsSince = (start: Date) => (effects.now().getTime() - start.getTime()) / 1000;
  const earlier = await checkRunFolder(spec, effects);
  const opened = given ?? (await openData(spec, effects));
  const learner = await chooseLearner(spec, opened, effects);
  const kept = await keepLargeEnough(opened, learner.preprocessing, spec.maxBroken);
  const dataset = partitionData(kept, spec);
  const fingerprint = fingerprintOf(spec, dataset, learner);
  const now = { fingerprint, versions: versions(), hash: dataset.hash };
  const checkpoint = earlier && (await takeUpRun(spec, earlier, now));
  if (earlier && (await isComplete(spec.out, earlier))) return await resultOf(spec.out, earlier, effects);
  const check = secondsSince(begun);
  const record = earlier ?? (await describeRun(spec, opened, dataset, learner, fingerprint, begun, effects));
  for (const warning of record.data.warnings) effects.warn(warning);
  if (!earlier) {
    await prepareRunFolder(spec, effects);
    await writeManifest(join(spec.out, runFiles.manifest), dataset.samples);
    await writeRunRecord(spec.out, record);
  }

  const learned = await learner.learn(dataset, { folder: spec.out, checkpoint, fingerprint, effects });
  // A run that was killed right after its last checkpoint has no such row yet.
  await writeWhole(join(spec.out, runFiles.history), formatHistory(learned.history));
  const learnedAt = effects.now();
  const calibration = await saveModel(spec.out, dataset, learner, learned, effects);
  const scoredPart = dataset.samples.some(({ part }) => part === "test") ? "test" : "val";
  const session = { device: spec.device, threads: spec.threads };
  const scored = await scoreRun({ folder: spec.out, record, dataset, part: scoredPart, session }, effects);
  const finished: RunRecord = {
    ...record,
    status: "finished",
    result: {
      finished: effects.now().toISOString(),
      scoredPart,
      bestEpoch: learned.bestEpoch,
      parameterCount: learned.parameterCount,
      choices: learned.choices,
      timings: { check, ...learned.timings, evaluate: secondsSince(learnedAt) },
      imagesPerSecond: scored.imagesPerSecond,
      ...calibration,
    },
  };
  await writeRunRecord(spec.out, finished);
  const { metrics } = scored;
  const report = await writeReport({ folder: spec.out, record: finished, dataset, metrics }, effects);
  return { ...describeResult(spec.out, finished, metrics), report, seconds: secondsSince(begun) };
}

/** What a finished run has to say, without doing anything again. */
async function resultOf(folder: string, record: RunRecord, effects: Effects): Promise<TrainResult> {
  effects.progress({ kind: "message", text: `The run is finished already (${folder}).` });
  for (const warning of record.data.warnings) effects.warn(warning);
  return describeResult(folder, record, await readMetrics(folder));
}

function describeResult(folder: string, record: RunRecord, metrics: MetricsFile): TrainResult {
  const { bestEpoch, parameterCount, timings } = requireFinished(record, folder);
  return {
    run: folder,
    report: join(folder, runFiles.report),
    model: join(folder, modelFileOf(record)),
    bestEpoch,
    parameterCount,
    seconds: Object.values(timings).reduce((sum, seconds) => sum + seconds, 0),
    warnings: record.data.warnings,
    metrics,
  };
}

async function describeRun(
  spec: TrainSpec,
  opened: Dataset,
  dataset: PartitionedDataset,
  learner: Learner,
  fingerprint: string,
  begun: Date,
  effects: Effects,
): Promise<RunRecord> {
  const duplicates = spec.skipDuplicates ? undefined : await reportDuplicates(dataset, spec.page, effects);
  const grouped = dataset.samples.some(({ group }) => group !== undefined);
  const hasTest = dataset.samples.some(({ part }) => part === "test");
  const torn = duplicates?.pairs.filter(({ parts }) => parts.length > 1).length ?? 0;
  const warnings = [...dataset.warnings];
  if (torn > 0) {
    warnings.push(
      `${torn} pairs of equal or nearly equal images stand in different parts: the scores may be too good.`,
    );
  }
  if (!hasTest && learner.choosesOnValidation) {
    warnings.push(
      "The epoch was chosen on the part that is scored, so the score is too good: keep a test part, or use --select last.",
    );
  }
  const own = opened.samples.some(({ part }) => part !== undefined) && spec.assigned === "keep";
  return {
    format: 1,
    status: "training",
    spec: { ...spec, data: resolve(spec.data) },
    seed: spec.seed,
    fingerprint,
    versions: versions(),
    machine: describeMachine(),
    device: spec.device,
    threads: spec.threads,
    data: {
      root: resolve(dataset.root),
      hash: dataset.hash,
      classes: dataset.classes,
      groupName: grouped ? (spec.by ?? "group") : undefined,
      partition: { origin: own ? "given" : "drawn", stratified: !own, grouped },
      broken: dataset.broken,
      duplicates: duplicates?.pairs ?? [],
      warnings,
    },
    model: {
      name: learner.name,
      file: learner.modelFile,
      preprocessing: learner.preprocessing,
      methods: learner.methods,
      ...(learner.backbone && { backbone: learner.backbone }),
    },
    started: begun.toISOString(),
  };
}

/** Everything that decides the model: a checkpoint of another fingerprint is not continued. */
function fingerprintOf(spec: TrainSpec, dataset: PartitionedDataset, learner: Learner): string {
  const decisive = decisiveOptions({ ...spec });
  const parts = dataset.samples.map(({ path, part }) => `${path}\u0000${part}`);
  const facts = [programVersion(), decisive, dataset.hash, parts, learner.decisive, learner.preprocessing];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

async function saveModel(
  folder: string,
  dataset: PartitionedDataset,
  learner: Learner,
  learned: Learned,
  effects: Effects,
): Promise<Calibration> {
  const stage = startStage(effects, "Calibrating");
  const calibration = await calibrate(dataset, learner, learned, effects.signal);
  const bytes = learned.encode({
    classes: dataset.classes,
    preprocessing: learner.preprocessing,
    symmetries: learner.symmetries,
    ...calibration,
    version: programVersion(),
  });
  await writeWhole(join(folder, learner.modelFile), bytes);
  stage.end();
  return calibration;
}
