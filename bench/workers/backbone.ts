/** Worker: inference of one network with weights of no meaning, and prints one JSON line, as the peers do. */
import { parseArgs } from "node:util";
import { cutGraph } from "../../src/engine/graph/prune-graph.ts";
import { buildInferenceGraph } from "../../src/engine/nn/inference-graph.ts";
import { resnet } from "../../src/engine/nn/networks/resnet.ts";
import { initializeWeights } from "../../src/engine/nn/scope.ts";
import { adam } from "../../src/engine/optim/adam.ts";
import { openSession } from "../../src/engine/runtime/session.ts";
import { buildTrainingStep } from "../../src/engine/runtime/training-step.ts";
import type { ArchitectureName } from "../../src/learning/backbones/architecture-name.ts";
import { ruleMadeBackbone } from "../../src/learning/backbones/network-backbone.ts";
import { createRandom } from "../../src/tensor/random.ts";
import { median } from "../harness/ratio.ts";
import { timed, uniform } from "./timed.ts";

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "mobilenet-v2" },
    size: { type: "string", default: "224" },
    batch: { type: "string", default: "16" },
    threads: { type: "string", default: "2" },
    runs: { type: "string", default: "5" },
    profile: { type: "string" },
  },
});
const { network, profile } = values;
const [batch, size] = [Number(values.batch), Number(values.size)];
const random = createRandom(0);
const [graph, channels] = network === "resnet" ? [defaultNetwork(), 1] : [backbone(), 3];
const session = await openSession(graph, { threads: Number(values.threads), ...(profile && { profile }) });
const images = uniform([batch, channels, size, size], random);
const times = await timed(() => session.run({ images }), Number(values.runs));
await session.close();
const peakMemory = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ infer_ms_per_image: median(times) / batch, peakMemory })}\n`);

function backbone() {
  const name = network as ArchitectureName; // the caller takes it from the table of architectures
  return cutGraph(ruleMadeBackbone(name, name, {}).graph, "features");
}

/** The network that `mor train` trains unless told otherwise, for the six classes of the paper. */
function defaultNetwork() {
  const imageShape = [1, size, size] as const;
  const { declarations } = buildTrainingStep({ network: resnet(6), batch, imageShape, optimizer: adam() });
  return buildInferenceGraph(resnet(6), initializeWeights(declarations, random), { imageShape });
}
