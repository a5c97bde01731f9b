import { buildInferenceGraph } from "../../../../src/engine/nn/inference-graph.ts";
import { conv2d, dense, globalMaxPool, maxPool, relu } from "../../../../src/engine/nn/layers.ts";
import type { Network } from "../../../../src/engine/nn/scope.ts";
import type {
  ExplainableModel,
  ExplainableNetwork,
  SpatialLayer,
} from "../../../../src/learning/explanation/model/explainable-model.ts";
import { openNetworkModel } from "../../../../src/learning/explanation/model/network-model.ts";
import type { Inputs } from "../../../../src/learning/explanation/network/survey-network.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { float32, type Tensor } from "../../../../src/tensor/tensor.ts";

/** Height and width of the inputs, which have one channel. */
export const side = 24;

const network: Network = (scope, images) => {
  let x = maxPool(scope, relu(scope, conv2d(scope, "first", images, 4, { padding: 1 })));
  x = relu(scope, conv2d(scope, "second", x, 5, { padding: 1 }));
  return dense(scope, "classifier", globalMaxPool(scope, x), 3);
};

export interface Tiny {
  readonly model: ExplainableModel;
  readonly network: ExplainableNetwork;
  layer(name: string): SpatialLayer;
}

/** A network of two convolutions with random weights: layers "first" and "second". */
export async function openTiny(seed = 1): Promise<Tiny> {
  const random = createRandom(seed);
  const draw = (shape: readonly number[], deviation: number): Tensor<"float32"> =>
    float32(
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal(0, deviation)),
    );
  const weights = new Map<string, Tensor<"float32">>([
    ["first.weight", draw([4, 1, 3, 3], 0.5)],
    ["first.bias", draw([4], 0.1)],
    ["second.weight", draw([5, 4, 3, 3], 0.3)],
    ["second.bias", draw([5], 0.1)],
    ["classifier.weight", draw([5, 3], 0.5)],
    ["classifier.bias", draw([3], 0.1)],
  ]);
  const graph = buildInferenceGraph(network, weights, { imageShape: [1, side, side] });
  const model = await openNetworkModel(graph, { path: "tiny", threads: 1 });
  const opened = model.network;
  if (!opened) throw new Error("a network model without a network");
  return {
    model,
    network: opened,
    layer(name) {
      const found = opened.layers.find((layer) => layer.name.startsWith(name));
      if (!found) throw new Error(`no ${name} in ${opened.layers.map((layer) => layer.name).join()}`);
      return found;
    },
  };
}

/** Smooth random pictures of mean 0. */
export function randomInputs(count: number, seed = 2): Inputs {
  const random = createRandom(seed);
  const data = new Float32Array(count * side * side);
  for (let n = 0; n < count; n++) {
    const [a, b, c, d] = [
      random.uniform(0, 1),
      random.uniform(0, 1),
      random.uniform(0, 6),
      random.uniform(0, 6),
    ];
    for (let i = 0; i < side * side; i++) {
      const [x, y] = [i % side, Math.floor(i / side)];
      data[n * side * side + i] = Math.sin(a * x + c) * Math.cos(b * y + d) + random.normal(0, 0.2);
    }
  }
  return { data, count };
}
