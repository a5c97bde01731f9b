import { applySymmetry, symmetryIds } from "../../data/augment/symmetries.ts";
import { formulaFamilies, formulaParameters } from "../../data/formula/formula-image.ts";
import type { OrganelleNetOptions } from "../../engine/nn/networks/organelle-net.ts";
import { initializeWeights, type Weights } from "../../engine/nn/scope.ts";
import { adamW } from "../../engine/optim/adam.ts";
import { oneCycleSchedule } from "../../engine/optim/schedule.ts";
import type { SessionOptions } from "../../engine/runtime/session.ts";
import { type Batch, openTrainer } from "../../engine/runtime/trainer.ts";
import { buildTrainingStep } from "../../engine/runtime/training-step.ts";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { createRandom, type Random } from "../../tensor/random.ts";
import type { Checkpoint } from "../training/checkpoint.ts";
import type { HistoryRow } from "../training/history.ts";
import type { FormulaPool } from "./formula-pool.ts";
import { type PoolTargets, poolTargets } from "./pool-targets.ts";
import { pretrainingNetwork, type TaskWidths } from "./pretraining-network.ts";
import { pretrainingObjective, type TaskWeights } from "./pretraining-objective.ts";

export interface PretrainOptions {
  readonly seed: number;
  readonly epochs: number;
  readonly batch: number;
  /** The highest of one cycle. */
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly tasks: TaskWeights;
  readonly network?: OrganelleNetOptions;
  readonly session?: SessionOptions;
  /** A checkpoint to go on from. */
  readonly resume?: Checkpoint | undefined;
  readonly fingerprint?: string;
  /** Called after each epoch, before the next one begins. */
  readonly onEpoch?: (row: HistoryRow, checkpoint: () => Checkpoint) => Promise<void>;
  readonly onStep?: (progress: {
    readonly step: number;
    readonly steps: number;
    readonly loss: number;
  }) => void;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds, for the seconds in the history. */
  readonly clock?: () => number;
}

export interface PretrainedNetwork {
  /** Parameters and running statistics, those of the heads included. */
  readonly weights: Weights;
  readonly history: readonly HistoryRow[];
}

/**
 * Trains the organelle network on a pool of rule-made images: each epoch shows every image once, in one of the 8
 * symmetries of the square, which none of the targets tells apart. The same seed gives the same weights, also when the run was stopped after
 * any epoch and resumed.
 * @throws MorError `dataset-invalid` for a pool smaller than a batch, `training-diverged` when the loss is no number,
 * `cancelled`.
 */
export async function pretrain(pool: FormulaPool, options: PretrainOptions): Promise<PretrainedNetwork> {
  const { seed, epochs, batch, learningRate, signal, clock = () => performance.now() } = options;
  const perEpoch = Math.floor(pool.count / batch);
  if (perEpoch === 0) {
    throw new MorError("dataset-invalid", `Expected at least ${batch} images, got ${pool.count} (pool)`);
  }
  const random = createRandom(seed);
  const targets = poolTargets(pool);
  const parameters = formulaParameters.length;
  const widths: TaskWidths = {
    families: formulaFamilies.length,
    parameters,
    measurements: targets.width - parameters,
  };
  const step = buildTrainingStep({
    network: pretrainingNetwork(widths, options.network),
    batch,
    imageShape: [1, pool.size, pool.size],
    optimizer: adamW({ weightDecay: options.weightDecay }),
    objective: pretrainingObjective(widths, options.tasks),
  });
  const steps = epochs * perEpoch;
  const schedule = oneCycleSchedule(learningRate, { steps, warmUpShare: 0.15 });
  const trainer = await openTrainer(step, initializeWeights(step.declarations, random), options.session);
  try {
    const { resume } = options;
    const history: HistoryRow[] = [...(resume?.history ?? [])];
    if (resume) trainer.restore(resume.tensors, resume.epoch * perEpoch);
    for (let epoch = (resume?.epoch ?? 0) + 1; epoch <= epochs; epoch++) {
      const start = clock();
      const order = random.fork("epoch", epoch).shuffle(Array.from({ length: pool.count }, (_, at) => at));
      let [lossSum, hits] = [0, 0];
      for (let index = 0; index < perEpoch; index++) {
        throwIfCancelled(signal);
        const picks = order.slice(index * batch, (index + 1) * batch);
        const given = batchOf(pool, targets, picks, random.fork("symmetry", epoch, index));
        const { loss, logits } = await trainer.run(given, schedule(trainer.step), random);
        if (!Number.isFinite(loss)) throw diverged(trainer.step, learningRate);
        lossSum += loss;
        hits += countFamilies(logits, given.labels, widths.families);
        options.onStep?.({ step: trainer.step, steps, loss });
      }
      const row: HistoryRow = {
        epoch,
        step: trainer.step,
        learningRate: schedule(trainer.step - 1),
        trainLoss: lossSum / perEpoch,
        trainAccuracy: hits / (perEpoch * batch),
        valLoss: null,
        valAccuracy: null,
        valMacroF1: null,
        seconds: (clock() - start) / 1000,
      };
      history.push(row);
      await options.onEpoch?.(row, () => ({
        fingerprint: options.fingerprint ?? "",
        epoch,
        history: [...history],
        bestEpoch: epoch,
        bestScore: epoch,
        tensors: trainer.snapshot(),
      }));
    }
    const names = new Set(step.declarations.map(({ name }) => name));
    return { weights: new Map([...trainer.snapshot()].filter(([name]) => names.has(name))), history };
  } finally {
    await trainer.close();
  }
}

function batchOf(pool: FormulaPool, targets: PoolTargets, picks: readonly number[], random: Random): Batch {
  const { size } = pool;
  const area = size * size;
  const { width, values, known } = targets;
  const images = new Float32Array(picks.length * area);
  const numbers = new Float32Array(picks.length * 2 * width);
  picks.forEach((pick, slot) => {
    const plane = Float32Array.from(
      pool.images.subarray(pick * area, (pick + 1) * area),
      (value) => value / 255,
    );
    const out = images.subarray(slot * area, (slot + 1) * area);
    applySymmetry({ channels: 1, height: size, width: size, data: plane }, random.pick(symmetryIds), out);
    numbers.set(values.subarray(pick * width, (pick + 1) * width), 2 * slot * width);
    numbers.set(known.subarray(pick * width, (pick + 1) * width), (2 * slot + 1) * width);
  });
  const labels = BigInt64Array.from(picks, (pick) => BigInt(pool.families[pick] ?? 0));
  return { images, labels, targets: numbers };
}

/** Images whose family has the largest of its outputs, which come before those of the other tasks. */
function countFamilies(outputs: Float32Array, labels: BigInt64Array, families: number): number {
  const width = outputs.length / labels.length;
  let hits = 0;
  labels.forEach((label, row) => {
    const scores = outputs.subarray(row * width, row * width + families);
    if (scores.indexOf(scores.reduce((most, score) => Math.max(most, score))) === Number(label)) hits++;
  });
  return hits;
}

function diverged(step: number, learningRate: number): MorError {
  return new MorError("training-diverged", `The loss is no number any more (step ${step})`, {
    hint: `Train again with a smaller learning rate, say ${(learningRate / 4).toPrecision(1)}.`,
  });
}
