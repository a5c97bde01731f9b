import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import type { Dataset, PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { writeManifest } from "../../../data/dataset/write-manifest.ts";
import { saveOnnx } from "../../../engine/graph/onnx/save-onnx.ts";
import { buildInferenceGraph } from "../../../engine/nn/inference-graph.ts";
import { throwIfCancelled } from "../../../errors.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { encodeModelMetadata } from "../../../learning/evaluation/model-metadata.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { saveCheckpoint } from "../../../learning/training/checkpoint.ts";
import { formatHistory } from "../../../learning/training/history.ts";
import { countSteps, type TrainedNetwork, trainNetwork } from "../../../learning/training/train-network.ts";
import { reportDuplicates } from "../data/duplicate-report.ts";
import { openData, partitionData } from "../data-spec.ts";
import { type Effects, startStage } from "../effects.ts";
import { calibrate } from "./calibrate.ts";
import { choosePlan, type Plan } from "./choose-recipe.ts";
import { checkRunFolder, decisiveOptions, prepareRunFolder, takeUpRun } from "./folder/run-folder.ts";
import {
  describeMachine,
  isComplete,
  type RunRecord,
  requireFinished,
  runFiles,
  writeRunRecord,
} from "./folder/run-record.ts";
import { programVersion, versions } from "./folder/versions.ts";
import { writeReport } from "./folder/write-report.ts";
import { keepLargeEnough } from "./keep-large-enough.ts";
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

/** Cuts the data, trains, scores the part that training did not see, and writes the run folder. */
export async function train(spec: TrainSpec, effects: Effects): Promise<TrainResult> {
  const begun = effects.now();
  const clock = () => effects.now().getTime();
  const earlier = await checkRunFolder(spec, effects);
  const opened = await openData(spec, effects);
  const plan = choosePlan(spec, opened);
  const dataset = partitionData(await keepLargeEnough(opened, plan.preprocessing, spec.maxBroken), spec);
  const fingerprint = fingerprintOf(spec, dataset, plan);
  const now = { fingerprint, versions: versions(), hash: dataset.hash };
  const checkpoint = earlier && (await takeUpRun(spec, earlier, now));
  if (earlier && (await isComplete(spec.out, earlier))) return await resultOf(spec.out, earlier, effects);
  const checked = clock();
  const record = earlier ?? (await describeRun(spec, opened, dataset, plan, fingerprint, begun, effects));
  for (const warning of record.data.warnings) effects.warn(warning);
  if (!earlier) {
    await prepareRunFolder(spec, effects);
    await writeManifest(join(spec.out, runFiles.manifest), dataset.samples);
    await writeRunRecord(spec.out, record);
  }

  const network = plan.network(dataset.classes.length);
  const steps = countSteps(dataset, plan.recipe, plan.preprocessing);
  const done = (checkpoint?.epoch ?? 0) * steps.perEpoch;
  const stage = "Training";
  effects.progress({
    kind: "start",
    stage,
    total: steps.total,
    unit: "steps",
    ...(done > 0 ? { done } : {}),
  });
  let note = "";
  const session = { device: spec.device, threads: spec.threads };
  const trained = await trainNetwork(dataset, {
    network,
    recipe: plan.recipe,
    preprocessing: plan.preprocessing,
    seed: spec.seed,
    session,
    resume: checkpoint,
    fingerprint,
    signal: effects.signal,
    clock,
    onStep: ({ step, loss }) =>
      effects.progress({ kind: "advance", stage, done: step, note: note || `loss ${loss.toFixed(3)}` }),
    onEpoch: async (row, makeCheckpoint) => {
      const state = makeCheckpoint();
      await saveCheckpoint(join(spec.out, runFiles.checkpoint), state);
      await writeWhole(join(spec.out, runFiles.history), formatHistory(state.history));
      const accuracy = row.valAccuracy === null ? "" : `, validation ${(100 * row.valAccuracy).toFixed(1)} %`;
      note = `epoch ${row.epoch}/${plan.recipe.epochs}, loss ${row.trainLoss.toFixed(3)}${accuracy}`;
      throwIfCancelled(effects.signal);
    },
  });
  effects.progress({ kind: "end", stage, note });
  // A run that was killed right after its last checkpoint has no such row yet.
  await writeWhole(join(spec.out, runFiles.history), formatHistory(trained.history));
  const trainedAt = clock();
  const { temperature, threshold } = await saveModel(spec, dataset, plan, trained, effects);

  const scoredPart = dataset.samples.some(({ part }) => part === "test") ? "test" : "val";
  const partial: RunRecord = {
    ...record,
    status: "finished",
    result: {
      finished: effects.now().toISOString(),
      scoredPart,
      bestEpoch: trained.bestEpoch,
      parameterCount: trained.parameterCount,
      timings: {
        check: (checked - begun.getTime()) / 1000,
        train: trained.history.reduce((sum, row) => sum + row.seconds, 0),
      },
      temperature,
      threshold,
    },
  };
  const metrics = await scoreRun(
    { folder: spec.out, record: partial, dataset, part: scoredPart, session },
    effects,
  );
  const result = { ...partial.result, finished: effects.now().toISOString() };
  const finished: RunRecord = {
    ...partial,
    result: {
      ...result,
      timings: { ...result.timings, evaluate: (clock() - trainedAt) / 1000 },
    } as RunRecord["result"],
  };
  await writeRunRecord(spec.out, finished);
  const report = await writeReport({ folder: spec.out, record: finished, dataset, metrics }, effects);
  return {
    ...describeResult(spec.out, finished, metrics),
    report,
    seconds: (clock() - begun.getTime()) / 1000,
  };
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
    model: join(folder, runFiles.model),
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
  plan: Plan,
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
  if (!hasTest && plan.recipe.select === "best") {
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
    model: { name: spec.model, preprocessing: plan.preprocessing, methods: plan.methods },
    started: begun.toISOString(),
  };
}

/** Everything that decides the weights: a checkpoint of another fingerprint is not continued. */
function fingerprintOf(spec: TrainSpec, dataset: PartitionedDataset, plan: Plan): string {
  const decisive = decisiveOptions({ ...spec });
  const parts = dataset.samples.map(({ path, part }) => `${path}\u0000${part}`);
  const facts = [programVersion(), decisive, dataset.hash, parts, plan.recipe, plan.preprocessing];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

async function saveModel(
  spec: TrainSpec,
  dataset: PartitionedDataset,
  plan: Plan,
  trained: TrainedNetwork,
  effects: Effects,
): Promise<{ temperature: number; threshold: number | undefined }> {
  const { channels, height, width } = plan.preprocessing;
  const network = plan.network(dataset.classes.length);
  const graph = (metadata: Record<string, string>) =>
    buildInferenceGraph(network, trained.weights, { imageShape: [channels, height, width], metadata });
  const stage = startStage(effects, "Calibrating");
  const { temperature, threshold } = await calibrate(dataset, graph({}), plan, spec, effects.signal);
  const metadata = encodeModelMetadata({
    classes: dataset.classes,
    preprocessing: plan.preprocessing,
    symmetries: plan.recipe.symmetries,
    temperature,
    threshold,
    version: programVersion(),
  });
  await saveOnnx(join(spec.out, runFiles.model), graph(metadata));
  stage.end();
  return { temperature, threshold };
}
