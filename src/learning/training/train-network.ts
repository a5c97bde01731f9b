import { drawEpoch } from "../../data/batch/draw-epoch.ts";
import { openInputSource } from "../../data/batch/open-input-source.ts";
import { type Preprocessing, tilesPerImage } from "../../data/batch/preprocessing.ts";
import { defaultCacheBytes } from "../../data/batch/tile-source.ts";
import { trainingBatches } from "../../data/batch/training-batches.ts";
import type { PartitionedDataset } from "../../data/dataset/dataset.ts";
import { buildInferenceGraph } from "../../engine/nn/inference-graph.ts";
import { initializeWeights, type Network, type Weights } from "../../engine/nn/scope.ts";
import type { SessionOptions } from "../../engine/runtime/session.ts";
import { openTrainer, type Trainer } from "../../engine/runtime/trainer.ts";
import { buildTrainingStep, type TrainingStep } from "../../engine/runtime/training-step.ts";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { countHits } from "./count-hits.ts";
import type { HistoryRow } from "./history.ts";
import type { Recipe } from "./recipe.ts";
import { type ValidationScores, validate } from "./validate.ts";
import { createWeightAverage } from "./weight-average.ts";

export interface TrainNetworkOptions {
  readonly network: Network;
  readonly recipe: Recipe;
  readonly preprocessing: Preprocessing;
  readonly seed: number;
  readonly session?: SessionOptions;
  /** A checkpoint to go on from. */
  readonly resume?: Checkpoint | undefined;
  readonly fingerprint?: string;
  /** Called after each epoch, before the next one begins. Without a validation part there are no `scores`. */
  readonly onEpoch?: (
    row: HistoryRow,
    checkpoint: () => Checkpoint,
    scores: ValidationScores | undefined,
  ) => Promise<void>;
  readonly onStep?: (progress: { readonly step: number; readonly loss: number }) => void;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, for the seconds in the history. */
  readonly clock?: () => number;
  readonly cacheBytes?: number;
}

export interface TrainedNetwork {
  readonly weights: Weights;
  readonly history: readonly HistoryRow[];
  /** The epoch that the weights are from, counted from 1. */
  readonly bestEpoch: number;
  /** Number of trainable parameters. */
  readonly parameterCount: number;
}

/** Steps that training takes in one epoch and in all. */
export function countSteps(
  dataset: PartitionedDataset,
  recipe: Recipe,
  preprocessing: Preprocessing,
): { perEpoch: number; total: number } {
  const tiles = dataset.samples.filter(({ part }) => part === "train").length * tilesPerImage(preprocessing);
  const perEpoch = recipe.stepsPerEpoch ?? Math.max(1, Math.round(tiles / recipe.batch));
  return { perEpoch, total: perEpoch * recipe.epochs };
}

/**
 * Trains a network on the `train` part and watches the `val` part. The same seed gives the same weights, also when the
 * run was stopped after any epoch and resumed.
 * @throws MorError `dataset-invalid` without training images, `training-diverged` when the loss is no number, `cancelled`.
 */
export async function trainNetwork(
  given: PartitionedDataset,
  options: TrainNetworkOptions,
): Promise<TrainedNetwork> {
  // A data set from which some samples were taken away still has the old positions.
  const dataset = { ...given, samples: given.samples.map((sample, index) => ({ ...sample, index })) };
  const { network, recipe, preprocessing, signal, clock = () => performance.now() } = options;
  const { channels, height, width } = preprocessing;
  const random = createRandom(options.seed);
  const training = dataset.samples.filter(({ part }) => part === "train");
  if (training.length === 0) {
    throw new MorError("dataset-invalid", "Expected training images, got none in the part train");
  }
  const classIndex = new Map(dataset.classes.map((label, index) => [label, index]));
  const step = buildTrainingStep({
    network,
    batch: recipe.batch,
    imageShape: [channels, height, width],
    optimizer: recipe.optimizer,
    loss: { labelSmoothing: recipe.labelSmoothing },
  });
  const steps = countSteps(dataset, recipe, preprocessing);
  const schedule = recipe.schedule(recipe.learningRate, steps.total);
  const trainer = await openTrainer(step, initializeWeights(step.declarations, random), options.session);
  const source = openInputSource(dataset.samples, preprocessing, {
    expected: steps.total * recipe.batch,
    cacheBytes: options.cacheBytes ?? defaultCacheBytes,
    signal,
  });
  try {
    const progress = takeUp(trainer, step, recipe, options.resume, steps.perEpoch);
    for (let epoch = progress.epoch + 1; epoch <= recipe.epochs; epoch++) {
      const start = clock();
      const picks = drawEpoch(
        training,
        {
          count: steps.perEpoch * recipe.batch,
          tilesPerImage: tilesPerImage(preprocessing),
          classBalance: recipe.classBalance,
        },
        random.fork("epoch", epoch),
      );
      const batches = trainingBatches(
        source,
        picks,
        {
          batch: recipe.batch,
          augmentation: recipe.augmentation,
          classOf: (sample) => classIndex.get(dataset.samples[sample]?.label ?? "") ?? 0,
        },
        random.fork("augment", epoch),
      );
      let [lossSum, hits] = [0, 0];
      for await (const batch of batches) {
        throwIfCancelled(signal);
        const at = trainer.step;
        const { loss, logits } = await trainer.run(batch, schedule(at), random.fork("mask", at));
        if (!Number.isFinite(loss)) throw diverged(epoch, at, recipe.learningRate);
        lossSum += loss;
        hits += countHits(logits, batch.labels);
        progress.average?.update(trainer.state, at);
        options.onStep?.({ step: trainer.step, loss });
      }
      const weights = progress.average?.snapshot() ?? trainer.snapshot();
      const scores = await validate(
        dataset,
        source,
        buildInferenceGraph(network, weights, { imageShape: [channels, height, width] }),
        options.session,
        signal,
      );
      const row: HistoryRow = {
        epoch,
        step: trainer.step,
        learningRate: schedule(trainer.step - 1),
        trainLoss: lossSum / steps.perEpoch,
        trainAccuracy: hits / (steps.perEpoch * recipe.batch),
        valLoss: scores?.loss ?? null,
        valAccuracy: scores?.accuracy ?? null,
        valMacroF1: scores?.macroF1 ?? null,
        seconds: (clock() - start) / 1000,
      };
      progress.history.push(row);
      progress.epoch = epoch;
      // Without a validation part, or when asked for the last weights, every epoch replaces the one before.
      const score = recipe.select === "best" && scores ? scores.accuracy : epoch;
      if (score > progress.bestScore) {
        progress.bestScore = score;
        progress.bestEpoch = epoch;
        progress.best = weights;
      }
      const makeCheckpoint = () => checkpointOf(trainer, progress, recipe, options.fingerprint ?? "");
      await options.onEpoch?.(row, makeCheckpoint, scores);
    }
    return {
      weights: progress.best,
      history: progress.history,
      bestEpoch: progress.bestEpoch,
      parameterCount: countParameters(step),
    };
  } finally {
    await source.close();
    await trainer.close();
  }
}

/** What changes from epoch to epoch besides the trainer's own state. */
interface Progress {
  epoch: number;
  readonly history: HistoryRow[];
  bestEpoch: number;
  bestScore: number;
  best: ReadonlyMap<string, Tensor<"float32">>;
  readonly average: ReturnType<typeof createWeightAverage> | undefined;
}

function takeUp(
  trainer: Trainer,
  step: TrainingStep,
  recipe: Recipe,
  checkpoint: Checkpoint | undefined,
  stepsPerEpoch: number,
): Progress {
  const names = step.declarations.map(({ name }) => name);
  if (checkpoint) trainer.restore(checkpoint.tensors, checkpoint.epoch * stepsPerEpoch);
  const part = (prefix: string) => withoutPrefix(checkpoint?.tensors ?? new Map(), prefix);
  const first = checkpoint ? part("average.") : trainer.state;
  return {
    epoch: checkpoint?.epoch ?? 0,
    history: [...(checkpoint?.history ?? [])],
    bestEpoch: checkpoint?.bestEpoch ?? 0,
    bestScore: checkpoint?.bestScore ?? Number.NEGATIVE_INFINITY,
    best: part("best."),
    average: recipe.averaging > 0 ? createWeightAverage(first, names, recipe.averaging) : undefined,
  };
}

function checkpointOf(trainer: Trainer, progress: Progress, recipe: Recipe, fingerprint: string): Checkpoint {
  const { epoch, history, bestEpoch, bestScore, best, average } = progress;
  const kept = [
    ...trainer.snapshot(),
    ...withPrefix("average.", average?.snapshot()),
    // The last weights are the best ones by definition then, and stand there already.
    ...withPrefix("best.", recipe.select === "best" || epoch === recipe.epochs ? best : undefined),
  ];
  return { fingerprint, epoch, history: [...history], bestEpoch, bestScore, tensors: new Map(kept) };
}

function withPrefix(prefix: string, tensors: Weights = new Map()): [string, Tensor<"float32">][] {
  return [...tensors].map(([name, tensor]) => [`${prefix}${name}`, tensor]);
}

function withoutPrefix(tensors: Weights, prefix: string): Map<string, Tensor<"float32">> {
  return new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor]] : [],
    ),
  );
}

function countParameters({ declarations }: TrainingStep): number {
  return declarations
    .filter(({ kind }) => kind === "parameter")
    .reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}

function diverged(epoch: number, step: number, learningRate: number): MorError {
  return new MorError(
    "training-diverged",
    `The loss is no number any more (epoch ${epoch}, step ${step + 1})`,
    {
      hint: `Train again with a smaller learning rate, say --learning-rate ${(learningRate / 4).toPrecision(1)}.`,
    },
  );
}
