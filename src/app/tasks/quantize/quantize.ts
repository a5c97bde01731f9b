import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { PartitionedDataset, PartitionedSample } from "../../../data/dataset/dataset.ts";
import type { Graph } from "../../../engine/graph/graph.ts";
import { writeOnnx } from "../../../engine/graph/onnx/write-onnx.ts";
import { createQuantizer } from "../../../engine/quantization/quantize-model.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { alignPredictions } from "../../../learning/comparison/align-predictions.ts";
import { pairedDifference, resampleModels } from "../../../learning/comparison/paired-bootstrap.ts";
import { openClassifier } from "../../../learning/evaluation/classifier.ts";
import type { ModelMetadata } from "../../../learning/evaluation/model-metadata.ts";
import { calibrated, readModel } from "../../../learning/evaluation/open-model.ts";
import { averageTiles } from "../../../learning/evaluation/predictions/average-predictions.ts";
import type { PredictionTable } from "../../../learning/evaluation/predictions/prediction.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import type { Int8Facts } from "../../../learning/report/report-input.ts";
import { createRandom } from "../../../tensor/random.ts";
import { type Effects, startStage } from "../effects.ts";
import { prepareOutputFile } from "../output.ts";
import { type Int8Record, removeInt8Record, writeInt8Record } from "../run/folder/int8-record.ts";
import { openRunData } from "../run/folder/run-data.ts";
import {
  modelFileOf,
  type RunRecord,
  readRunRecord,
  requireFinished,
  runFiles,
} from "../run/folder/run-record.ts";
import { versions } from "../run/folder/versions.ts";
import { writeReport } from "../run/folder/write-report.ts";
import { readMetrics } from "../run/score-run.ts";
import { inTurns, tileBatches } from "./calibration-images.ts";
import { allowedLoss, choosePrecision, type Judge, lossOf } from "./choose-precision.ts";
import { measureSpeed } from "./measure-speed.ts";
import type { QuantizeSpec } from "./quantize-spec.ts";
import { rankLayers } from "./rank-layers.ts";

export interface QuantizeResult extends Int8Record {
  readonly model: string;
  readonly report: string;
}

/** Writes a run's model in 8 bits beside it, and measures what that gains and costs. */
export async function quantize(spec: QuantizeSpec, effects: Effects): Promise<QuantizeResult> {
  const { run, threads } = spec;
  const record = await readRunRecord(run);
  const { scoredPart } = requireFinished(record, run);
  const source = networkFile(run, record);
  const target = join(run, runFiles.int8Model);
  await prepareOutputFile(target, {
    madeBy: "quantize",
    force: spec.force,
    owns: (beginning) => beginning.includes("deeplearnmor"),
  });
  const metrics = await readMetrics(run);
  const { graph, metadata } = readModel(source);
  const seed = spec.seed ?? record.seed;
  const dataset = await openRunData(run, record, effects);
  const { calibration, heldBack, scored } = chooseImages(dataset, spec, scoredPart, seed);
  const classifyAll = (model: Graph, images: readonly PartitionedSample[], stage: string) =>
    classify(model, metadata, images, { threads, stage }, effects);

  const stage = startStage(effects, "Calibrating");
  const batches = tileBatches(calibration, metadata.preprocessing, effects.signal);
  const quantizer = createQuantizer(graph, batches, { session: { threads } });
  await quantizer(new Set());
  stage.end();
  const judge: Judge = {
    ...heldBack,
    classes: metadata.classes,
    expected: (await classifyAll(graph, heldBack.images, "Classifying in float32")).predictions,
  };
  const choice = await choosePrecision({
    quantize: quantizer,
    allowed: allowedLoss(judge, spec.maxLoss),
    judge: async (model) =>
      lossOf(judge, (await classifyAll(model.graph, judge.images, "Classifying in 8 bits")).predictions),
    rank: async (layers) => {
      const ranking = startStage(effects, "Finding the harmful layers", layers.length, "layers");
      const options = { graph, quantize: quantizer, layers, batches, session: { threads } };
      const ranked = await rankLayers({ ...options, onLayer: (done) => ranking.advance(done) });
      ranking.end();
      return ranked;
    },
  });
  const facts = await score(
    await classifyAll(graph, scored, "Scoring in float32"),
    await classifyAll(choice.model.graph, scored, "Scoring in 8 bits"),
    { part: scoredPart, seed },
  );
  const timing = startStage(effects, "Measuring the speed");
  const speed = await measureSpeed({
    float32: graph,
    int8: choice.model.graph,
    batches,
    preprocessing: metadata.preprocessing,
    threads,
    clock: () => performance.now(),
    signal: effects.signal,
  });
  timing.end();
  const bytes = writeOnnx(choice.model.graph);
  const result: Int8Record = {
    format: 1,
    created: effects.now().toISOString(),
    seed,
    versions: versions(),
    calibrationImages: calibration.length,
    maxLoss: spec.maxLoss,
    choice: {
      part: judge.part,
      images: judge.images.length,
      loss: choice.loss,
      met: choice.met,
      keptForAccuracy: choice.kept.length,
    },
    layers: choice.model.layers,
    scored: facts,
    speed,
    bytes: { float32: (await stat(source)).size, int8: bytes.length },
  };
  warnOf(result, effects);
  throwIfCancelled(effects.signal);
  await removeInt8Record(run); // it tells of the model that goes
  await writeWhole(target, bytes);
  await writeInt8Record(run, result);
  const report = await writeReport({ folder: run, record, dataset, metrics }, effects);
  return { ...result, model: target, report };
}

function networkFile(run: string, record: RunRecord): string {
  const file = modelFileOf(record);
  if (file === runFiles.model) return join(run, file);
  throw new MorError(
    "run-invalid",
    `Expected a run with a network, got one with a classical model (${run})`,
    {
      hint: "Only networks, fine-tuned and frozen ones among them, are computed in 8 bits; use the run as it is.",
      path: run,
    },
  );
}

/** Held back for the choice of layers, where there is no part for choices: so many times the images of calibration. */
const heldBackTimes = 4;

interface ChosenImages {
  readonly calibration: readonly PartitionedSample[];
  readonly heldBack: Pick<Judge, "part" | "images">;
  readonly scored: readonly PartitionedSample[];
}

function chooseImages(
  { samples }: PartitionedDataset,
  { images, run }: QuantizeSpec,
  scoredPart: "val" | "test",
  seed: number,
): ChosenImages {
  const of = (part: string) => samples.filter((sample) => sample.part === part);
  const train = inTurns(of("train"), createRandom(seed).fork("calibration"));
  const scored = of(scoredPart);
  if (train.length < 2 || scored.length === 0) {
    throw new MorError(
      "input-missing",
      `Expected images of the parts train and ${scoredPart}, got ${train.length} and ${scored.length} (${run})`,
      { hint: "Put the images of the run back where they were.", path: run },
    );
  }
  const choices = scoredPart === "test" ? of("val") : [];
  if (choices.length > 0) {
    return { calibration: train.slice(0, images), heldBack: { part: "val", images: choices }, scored };
  }
  const count = Math.min(images, Math.ceil(train.length / 2));
  const rest = train.slice(count, count + heldBackTimes * images);
  return { calibration: train.slice(0, count), heldBack: { part: "train", images: rest }, scored };
}

/** One prediction for each image, as `mor predict` makes it. */
async function classify(
  model: Graph,
  metadata: ModelMetadata,
  images: readonly PartitionedSample[],
  { threads, stage: name }: { readonly threads: number; readonly stage: string },
  effects: Effects,
): Promise<PredictionTable> {
  const stage = startStage(effects, name, images.length, "images");
  const opened = calibrated(await openClassifier(model, metadata.preprocessing, { threads }), metadata);
  try {
    const { signal } = effects;
    const predictions = await opened.classify(images, { signal, onImage: (done) => stage.advance(done) });
    stage.end();
    return averageTiles({ classes: metadata.classes, predictions });
  } finally {
    await opened.close();
  }
}

/** Accuracy of both, and their difference with an interval over whole groups. */
async function score(
  float32: PredictionTable,
  int8: PredictionTable,
  { part, seed }: { readonly part: "val" | "test"; readonly seed: number },
): Promise<Int8Facts["scored"]> {
  const { scores } = alignPredictions([
    { name: "float32", predictions: float32 },
    { name: "int8", predictions: int8 },
  ]);
  const { models, clusters } = resampleModels(scores, { seed });
  const [before, after] = models.map(({ accuracy }) => accuracy);
  if (!before || !after)
    throw new MorError("predictions-invalid", "Expected predictions of two models, got fewer");
  const { value, low, high } = pairedDifference(before, after, clusters.count);
  const size = float32.classes.length;
  const [first, second] = scores.map(({ probability }) => predictedClasses(probability, size));
  const changed = first?.reduce((sum, verdict, i) => sum + (verdict === second?.[i] ? 0 : 1), 0) ?? 0;
  return {
    part,
    images: float32.predictions.length,
    float32Accuracy: before.value ?? Number.NaN,
    int8Accuracy: after.value ?? Number.NaN,
    loss: { value, low, high },
    changed: changed / Math.max(1, float32.predictions.length),
  };
}

function warnOf({ scored, maxLoss, choice, speed, layers }: Int8Record, effects: Effects): void {
  const lost = 100 * (scored.loss.value ?? 0);
  if (!choice.met) {
    effects.warn(
      `No choice of layers keeps the loss within ${maxLoss} points: use float32, or calibrate on more --images.`,
    );
  }
  if (lost > maxLoss) {
    effects.warn(
      `On the part ${scored.part}, 8 bits lose ${lost.toFixed(2)} points of accuracy, more than the ${maxLoss} allowed.`,
    );
  }
  if (speed.speedup.median < 1.05) effects.warn("On this machine 8 bits are not faster than float32.");
  if (layers.every(({ precision }) => precision === "float32")) {
    effects.warn("Every layer has stayed in float32: the network is too small for 8 bits to gain anything.");
  }
}
