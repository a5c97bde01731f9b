/** Worker: measures this engine alone in a process of its own and prints one JSON line, as the peers do. */
import { parseArgs } from "node:util";
import { createBuilder } from "../src/engine/graph/builder.ts";
import { buildInferenceGraph } from "../src/engine/nn/inference-graph.ts";
import { paperCnn } from "../src/engine/nn/networks/paper-cnn.ts";
import { initializeWeights } from "../src/engine/nn/scope.ts";
import { adam } from "../src/engine/optim/adam.ts";
import { openSession, type SessionOptions } from "../src/engine/runtime/session.ts";
import { openTrainer } from "../src/engine/runtime/trainer.ts";
import { buildTrainingStep } from "../src/engine/runtime/training-step.ts";
import { createRandom } from "../src/tensor/random.ts";
import { type Tensor, tensor } from "../src/tensor/tensor.ts";
import { median } from "./ratio.ts";

const { values } = parseArgs({
  options: {
    work: { type: "string", default: "train,infer" },
    batch: { type: "string", default: "64" },
    threads: { type: "string", default: "2" },
    runs: { type: "string", default: "7" },
    /** Writes an ONNX Runtime profile of the training step with this prefix. */
    profile: { type: "string" },
  },
});
const batch = Number(values.batch);
const runs = Number(values.runs);
const imageShape = [3, 128, 128] as const;
const classes = 6;
const random = createRandom(0);
const options: SessionOptions = { threads: Number(values.threads) };
const step = buildTrainingStep({ network: paperCnn(classes), batch, imageShape, optimizer: adam() });
const weights = initializeWeights(step.declarations, random);
const images = uniform([batch, ...imageShape]);
const labels = BigInt64Array.from({ length: batch }, () => BigInt(random.integer(classes)));

const works: Readonly<Record<string, () => Promise<object>>> = {
  train: async () => {
    const { run, close } = await openTraining();
    const times = await timed(run, runs);
    await close();
    return { train_ms_per_image: median(times) / batch };
  },
  infer: async () => {
    const graph = buildInferenceGraph(paperCnn(classes), weights, { imageShape });
    const session = await openSession(graph, options);
    const times = await timed(() => session.run({ images }), runs);
    await session.close();
    return { infer_ms_per_image: median(times) / batch };
  },
  // The step beside a plain matrix product: a machine that is busy or slow is so for both.
  "train-and-gemm": async () => {
    const { run, close } = await openTraining();
    const product = await openProduct();
    await timed(product.run, 10);
    const rounds: { train: number; gemm: number }[] = [];
    for (let round = 0; round < runs; round++) {
      const [train = 0] = await timed(run, 1, round === 0 ? 2 : 0);
      const gemm = median(await timed(product.run, 20, 2));
      rounds.push({ train: train / batch, gemm });
    }
    await close();
    await product.close();
    return {
      train_ms_per_image: median(rounds.map(({ train }) => train)),
      gemm_ms: median(rounds.map(({ gemm }) => gemm)),
      ratio: median(rounds.map(({ train, gemm }) => train / gemm)),
    };
  },
};

let result = {};
for (const name of values.work.split(",")) {
  result = { ...result, ...(await works[name]?.()) };
}
const peakMemory = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ ...result, peakMemory })}\n`);

/** The step with everything that training does at each one: dropout masks, Adam, the state carried on. */
async function openTraining(): Promise<{ run: () => Promise<unknown>; close: () => Promise<void> }> {
  const { profile } = values;
  const trainer = await openTrainer(step, weights, { ...options, ...(profile && { profile }) });
  return {
    run: () => trainer.run({ images: images.data, labels }, 1e-4, random.fork(trainer.step)),
    close: () => trainer.close(),
  };
}

/** 1024 x 1024 x 1024: 2.1 GFLOP, twice what the training step needs for an image. */
async function openProduct(): Promise<{ run: () => Promise<unknown>; close: () => Promise<void> }> {
  const side = 1024;
  const b = createBuilder();
  const [x, y] = ["x", "y"].map((name) => b.input(name, "float32", [side, side]));
  b.output(b.op("Gemm", [x, y]), "product");
  const session = await openSession(b.build(), options);
  const feeds = { x: uniform([side, side]), y: uniform([side, side]) };
  return { run: () => session.run(feeds), close: () => session.close() };
}

function uniform(shape: readonly number[]): Tensor<"float32"> {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    "float32",
    shape,
    Float32Array.from({ length }, () => random.uniform()),
  );
}

/** Milliseconds of each run, after some that are not counted. */
async function timed(work: () => Promise<unknown>, count: number, warmUp = 2): Promise<number[]> {
  for (let run = 0; run < warmUp; run++) await work();
  const times: number[] = [];
  for (let run = 0; run < count; run++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times;
}
