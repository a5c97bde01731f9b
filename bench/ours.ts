/** Worker: measures this engine alone in a process of its own and prints one JSON line, as the peers do. */
import { parseArgs } from "node:util";
import { buildInferenceGraph } from "../src/engine/nn/inference-graph.ts";
import { paperCnn } from "../src/engine/nn/networks/paper-cnn.ts";
import { initializeWeights } from "../src/engine/nn/scope.ts";
import { adam } from "../src/engine/optim/adam.ts";
import { openSession, type SessionOptions } from "../src/engine/runtime/session.ts";
import { openTrainer } from "../src/engine/runtime/trainer.ts";
import { buildTrainingStep } from "../src/engine/runtime/training-step.ts";
import { createRandom } from "../src/tensor/random.ts";
import { median } from "./harness/ratio.ts";
import { timed, uniform } from "./workers/timed.ts";

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
const images = uniform([batch, ...imageShape], random);
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
