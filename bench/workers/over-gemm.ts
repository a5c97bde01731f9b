/**
 * Worker: works of this engine, each over a plain matrix product of the same runtime in the same process, taken in turn: a
 * machine that is busy or slow is so for both. Prints one JSON line: `ours`, `gemm` and `ratio` by work.
 */
import { parseArgs } from "node:util";
import { createBuilder } from "../../src/engine/graph/builder.ts";
import { buildInferenceGraph } from "../../src/engine/nn/inference-graph.ts";
import { paperCnn } from "../../src/engine/nn/networks/paper-cnn.ts";
import { resnet } from "../../src/engine/nn/networks/resnet.ts";
import { initializeWeights, type Network } from "../../src/engine/nn/scope.ts";
import { adam } from "../../src/engine/optim/adam.ts";
import { openSession, type SessionOptions } from "../../src/engine/runtime/session.ts";
import { openTrainer } from "../../src/engine/runtime/trainer.ts";
import { buildTrainingStep } from "../../src/engine/runtime/training-step.ts";
import { createRandom } from "../../src/tensor/random.ts";
import { median } from "../harness/ratio.ts";
import { timed, uniform } from "./timed.ts";

interface Work {
  readonly run: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const { values } = parseArgs({
  options: {
    work: { type: "string", default: "train-step,inference,train-step-resnet,inference-resnet" },
    batch: { type: "string", default: "16" },
    threads: { type: "string", default: "2" },
    rounds: { type: "string", default: "5" },
  },
});
const batch = Number(values.batch);
const options: SessionOptions = { threads: Number(values.threads) };
const random = createRandom(0);

const networks: Readonly<
  Record<string, { network: Network; imageShape: readonly [number, number, number] }>
> = {
  "": { network: paperCnn(6), imageShape: [3, 128, 128] },
  "-resnet": { network: resnet(6), imageShape: [1, 128, 128] },
};

const product = await openProduct();
await timed(product.run, 10);
const results: Record<string, object> = {};
for (const name of values.work.split(",")) results[name] = await measure(name);
await product.close();
process.stdout.write(`${JSON.stringify(results)}\n`);

async function measure(name: string): Promise<object> {
  const [, kind, network = ""] = /^(train-step|inference)(-.*)?$/.exec(name) ?? [];
  const work = kind === "train-step" ? await openTraining(network) : await openInference(network);
  // Inference is short: several runs make a round, so that it lasts as long as the products do.
  const [repeats, warmUp] = kind === "train-step" ? [1, 2] : [3, 3];
  const rounds: { ours: number; gemm: number }[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const ours = median(await timed(work.run, repeats, round === 0 ? warmUp : 0)) / batch;
    rounds.push({ ours, gemm: median(await timed(product.run, 6, 1)) });
  }
  await work.close();
  return {
    ours: median(rounds.map(({ ours }) => ours)),
    gemm: median(rounds.map(({ gemm }) => gemm)),
    ratio: median(rounds.map(({ ours, gemm }) => ours / gemm)),
  };
}

/** The step with everything that training does at each one: dropout masks, Adam, the state carried on. */
async function openTraining(name: string): Promise<Work> {
  const { network, imageShape } = networkOf(name);
  const step = buildTrainingStep({ network, batch, imageShape, optimizer: adam() });
  const trainer = await openTrainer(step, initializeWeights(step.declarations, random), options);
  const images = uniform([batch, ...imageShape], random).data;
  const labels = BigInt64Array.from({ length: batch }, () => BigInt(random.integer(6)));
  return {
    run: () => trainer.run({ images, labels }, 1e-4, random.fork(trainer.step)),
    close: () => trainer.close(),
  };
}

async function openInference(name: string): Promise<Work> {
  const { network, imageShape } = networkOf(name);
  const { declarations } = buildTrainingStep({ network, batch, imageShape, optimizer: adam() });
  const weights = initializeWeights(declarations, random);
  const session = await openSession(buildInferenceGraph(network, weights, { imageShape }), options);
  const images = uniform([batch, ...imageShape], random);
  return { run: () => session.run({ images }), close: () => session.close() };
}

/** 1024 x 1024 x 1024: 2.1 GFLOP, twice what a training step of the paper's network needs for an image. */
async function openProduct(): Promise<Work> {
  const side = 1024;
  const b = createBuilder();
  const [x, y] = ["x", "y"].map((name) => b.input(name, "float32", [side, side]));
  b.output(b.op("Gemm", [x, y]), "product");
  const session = await openSession(b.build(), options);
  const feeds = { x: uniform([side, side], random), y: uniform([side, side], random) };
  return { run: () => session.run(feeds), close: () => session.close() };
}

function networkOf(name: string): { network: Network; imageShape: readonly [number, number, number] } {
  const found = networks[name];
  if (!found) throw new Error(`Expected one of ${Object.keys(networks).join(", ")}, got ${name}`);
  return found;
}
