import { algebra } from "../../../engine/graph/algebra.ts";
import type { Value } from "../../../engine/graph/graph.ts";
import { buildInferenceGraph } from "../../../engine/nn/inference-graph.ts";
import { batchNorm, dense, dropout, flatten, relu } from "../../../engine/nn/layers.ts";
import { initializeWeights, type Scope, type Weights } from "../../../engine/nn/scope.ts";
import { adam } from "../../../engine/optim/adam.ts";
import { exponentialSchedule } from "../../../engine/optim/schedule.ts";
import { openSession } from "../../../engine/runtime/session.ts";
import { openTrainer } from "../../../engine/runtime/trainer.ts";
import { buildTrainingStep } from "../../../engine/runtime/training-step.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { createRandom, type Random } from "../../../tensor/random.ts";
import { float32, tensor } from "../../../tensor/tensor.ts";
import { allRows, type Matrix } from "../../classical/matrix.ts";
import { columnMoments } from "../../classical/standardize.ts";
import { countHits } from "../../training/count-hits.ts";
import type { HistoryRow } from "../../training/history.ts";
import type { Head, HeadData, HeadNetwork, HeadOptions } from "./head.ts";
import { scoreRows } from "./score-rows.ts";

/** Li et al. (2021), methods: Adam at 1e-3, ten times smaller every 1,600 steps, 256 rows a step, 5,000 steps. */
const recipe = { batch: 256, steps: 5000, learningRate: 1e-3, decayEvery: 1600, look: 100 } as const;

/**
 * Trains a head step by step with the paper's recipe and keeps the weights of the best validation accuracy (without a
 * validation part, the last). `linear` is the paper's: one layer, softmax once. `dense` standardises the features and
 * has a hidden layer of 256 with batch normalisation and dropout, as the end of the paper's own network.
 */
export async function trainedHead(
  kind: "linear" | "dense",
  data: HeadData,
  options: HeadOptions,
): Promise<Head> {
  const { train, validation, classes } = data;
  const { columns } = train.x;
  const network = kind === "linear" ? linearNetwork(classes) : denseNetwork(classes, train.x);
  const onRows = (scope: Scope, rows: Value): Value => network(scope, flatten(scope, rows));
  const random = createRandom(options.seed).fork("head");
  const step = buildTrainingStep({
    network: onRows,
    batch: recipe.batch,
    imageShape: [columns, 1, 1],
    optimizer: adam(),
  });
  const schedule = exponentialSchedule(recipe.learningRate, {
    factor: 0.1,
    every: recipe.decayEvery,
    staircase: true,
  });
  const session = { threads: options.threads };
  const trainer = await openTrainer(step, initializeWeights(step.declarations, random), session);
  const names = new Set(step.declarations.map(({ name }) => name));
  const history: HistoryRow[] = [];
  let best: { readonly score: number; readonly row: number; readonly weights: Weights } | undefined;
  try {
    const batches = drawBatches(data.train, random.fork("batches"));
    let [begun, lossSum, hits] = [options.clock(), 0, 0];
    while (trainer.step < recipe.steps) {
      throwIfCancelled(options.signal);
      const batch = batches.next();
      const { loss, logits } = await trainer.run(
        batch,
        schedule(trainer.step),
        random.fork("mask", trainer.step),
      );
      if (!Number.isFinite(loss)) {
        throw new MorError(
          "training-diverged",
          `The loss of the head is no number any more (step ${trainer.step})`,
          {
            hint: "Some features may be very large: use another input scaling, or --head logistic.",
          },
        );
      }
      lossSum += loss;
      hits += countHits(logits, batch.labels);
      if (trainer.step % recipe.look !== 0) continue;
      const weights = new Map([...trainer.snapshot()].filter(([name]) => names.has(name)));
      const scores = await judge(onRows, weights, validation, classes, session);
      history.push({
        epoch: history.length + 1,
        step: trainer.step,
        learningRate: schedule(trainer.step - 1),
        trainLoss: lossSum / recipe.look,
        trainAccuracy: hits / (recipe.look * recipe.batch),
        valLoss: scores?.loss ?? null,
        valAccuracy: scores?.accuracy ?? null,
        valMacroF1: scores?.macroF1 ?? null,
        seconds: (options.clock() - begun) / 1000,
      });
      const score = scores?.accuracy ?? history.length;
      if (!best || score > best.score) best = { score, row: history.length, weights };
      [begun, lossSum, hits] = [options.clock(), 0, 0];
      options.onProgress?.(trainer.step, recipe.steps, `loss ${loss.toFixed(3)}`);
    }
  } finally {
    await trainer.close();
  }
  if (!best) throw new Error("The recipe looks at least once");
  return {
    network,
    weights: best.weights,
    history,
    best: best.row,
    choices: validation.x.rows > 0 ? "weights of the best validation accuracy" : "last weights",
  };
}

function linearNetwork(classes: number): HeadNetwork {
  return (scope, features) => dense(scope, "classifier", features, classes);
}

function denseNetwork(classes: number, x: Matrix): HeadNetwork {
  const { mean, deviation } = columnMoments(x, allRows(x.rows));
  const shift = float32([1, x.columns], mean);
  const scale = float32(
    [1, x.columns],
    Array.from(deviation, (value) => (value > 0 ? 1 / value : 0)),
  );
  return (scope, features) => {
    const { mul, sub } = algebra(scope.b);
    const standard = mul(sub(features, scope.b.constant(shift)), scope.b.constant(scale));
    const hidden = dense(scope, "hidden", dropout(scope, standard, 0.5), 256);
    const active = relu(scope, batchNorm(scope, "hidden.norm", hidden));
    return dense(scope, "classifier", dropout(scope, active, 0.5), classes);
  };
}

/** Deals out the rows in random order, again and again. */
function drawBatches(
  { x, labels }: HeadData["train"],
  random: Random,
): { next: () => { images: Float32Array; labels: BigInt64Array } } {
  const images = new Float32Array(recipe.batch * x.columns);
  const classes = new BigInt64Array(recipe.batch);
  const rows = Array.from({ length: x.rows }, (_, row) => row);
  let deck: number[] = [];
  return {
    next() {
      for (let slot = 0; slot < recipe.batch; slot++) {
        if (deck.length === 0) deck = random.shuffle(rows);
        const row = deck.pop() ?? 0;
        images.set(x.data.subarray(row * x.columns, (row + 1) * x.columns), slot * x.columns);
        classes[slot] = BigInt(labels[row] ?? 0);
      }
      return { images, labels: classes };
    },
  };
}

async function judge(
  network: HeadNetwork,
  weights: Weights,
  { x, labels }: HeadData["validation"],
  classes: number,
  options: { readonly threads: number },
): Promise<ReturnType<typeof scoreRows> | undefined> {
  if (x.rows === 0) return undefined;
  const graph = buildInferenceGraph(network, weights, { imageShape: [x.columns, 1, 1] });
  const session = await openSession(graph, options);
  try {
    const images = tensor("float32", [x.rows, x.columns, 1, 1], x.data);
    const { probabilities } = await session.run({ images });
    return scoreRows(probabilities?.data as Float32Array, labels, classes); // a float32 output of the graph
  } finally {
    await session.close();
  }
}
