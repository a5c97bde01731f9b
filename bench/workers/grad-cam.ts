/** Worker: Grad-CAM of many images against the scores of the same images, in turn; prints one JSON line. */
import { parseArgs } from "node:util";
import type { Graph } from "../../src/engine/graph/graph.ts";
import { buildInferenceGraph } from "../../src/engine/nn/inference-graph.ts";
import { dense } from "../../src/engine/nn/layers.ts";
import { resnet } from "../../src/engine/nn/networks/resnet.ts";
import { initializeWeights, type Network } from "../../src/engine/nn/scope.ts";
import { adam } from "../../src/engine/optim/adam.ts";
import { buildTrainingStep } from "../../src/engine/runtime/training-step.ts";
import { backboneNetwork } from "../../src/learning/backbones/backbone-network.ts";
import { ruleMadeBackbone } from "../../src/learning/backbones/network-backbone.ts";
import { explanationMethods } from "../../src/learning/explanation/methods/methods.ts";
import { batchSizeOf } from "../../src/learning/explanation/model/batches.ts";
import { openNetworkModel } from "../../src/learning/explanation/model/network-model.ts";
import { createRandom } from "../../src/tensor/random.ts";
import { median } from "../harness/ratio.ts";
import { timed, uniform } from "./timed.ts";

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "resnet" },
    size: { type: "string", default: "128" },
    images: { type: "string", default: "1000" },
    threads: { type: "string", default: "2" },
    runs: { type: "string", default: "3" },
  },
});
const [size, count, runs] = [Number(values.size), Number(values.images), Number(values.runs)];
const random = createRandom(0);
const classes = 6;
const channels = values.network === "resnet" ? 1 : 3;
const graph = classifier(values.network === "resnet" ? resnet(classes) : onDenseNet());
const start = performance.now();
const model = await openNetworkModel(graph, { path: values.network, threads: Number(values.threads) });
const { data: inputs } = uniform([count, channels, size, size], random);
const targets = Int32Array.from({ length: count }, (_, place) => place % classes);
const explain = () => explanationMethods["grad-cam"].map(model, { inputs, count, targets, random });
await explain();
const firstSeconds = (performance.now() - start) / 1000;
const batch = batchSizeOf(model, count);
const length = inputs.length / count;
const score = async () => {
  for (let place = 0; place < count; place += batch) {
    const end = Math.min(count, place + batch);
    await model.score(inputs.subarray(place * length, end * length), end - place);
  }
};
const [forward, explained]: [number[], number[]] = [[], []];
for (let run = 0; run < runs; run++) {
  const warmUp = run === 0 ? 1 : 0;
  forward.push(...(await timed(score, 1, warmUp)));
  explained.push(...(await timed(explain, 1, warmUp)));
}
await model.close();
process.stdout.write(
  `${JSON.stringify({
    grad_cam_ms_per_image: median(explained) / count,
    forward_ms_per_image: median(forward) / count,
    first_seconds: firstSeconds,
  })}\n`,
);

/** Weights as training begins with: they make no difference to the time. */
function classifier(network: Network): Graph {
  const imageShape = [channels, size, size] as const;
  const { declarations } = buildTrainingStep({ network, batch: 2, imageShape, optimizer: adam() });
  return buildInferenceGraph(network, initializeWeights(declarations, random), { imageShape });
}

function onDenseNet(): Network {
  const features = backboneNetwork(ruleMadeBackbone("densenet121", "densenet121", {}));
  return (scope, images) => dense(scope, "classifier", features(scope, images), classes);
}
