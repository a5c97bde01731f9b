import { createBuilder } from "../../../engine/graph/builder.ts";
import type { Node } from "../../../engine/graph/graph.ts";
import type { FeatureNetwork } from "../../../engine/nn/feature-network.ts";
import type { Scope } from "../../../engine/nn/scope.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { type Tensor, tensor } from "../../../tensor/tensor.ts";

/** A weight of one of our networks, and what Keras calls it. */
export interface KerasWeight {
  /** Of our network: `mixed3/conv2d_26.weight`. */
  readonly name: string;
  /** Of the layer in Keras: `conv2d_26`. */
  readonly layer: string;
  readonly weight: KerasWeightName;
  /** In Keras: filters are [h, w, in, out], depthwise ones [h, w, channels, 1]. */
  readonly shape: readonly number[];
  /** In our network: filters are [out, in / groups, h, w]. */
  readonly ourShape: readonly number[];
  readonly depthwise: boolean;
}

export type KerasWeightName = "kernel" | "bias" | "gamma" | "beta" | "moving_mean" | "moving_variance";

/**
 * All weights of a network in the order of Keras' `model.weights`, which weight files follow: layers by their distance
 * from the output, those that are equally far in the order in which a walk from the output meets them.
 */
export function kerasWeights(network: FeatureNetwork): readonly KerasWeight[] {
  const declared = new Map<string, readonly number[]>();
  const b = createBuilder();
  const declare: Scope["buffer"] = (name, shape) => {
    declared.set(name, shape);
    return b.input(name, "float32", shape);
  };
  const scope: Scope = {
    b,
    training: false,
    parameter: declare,
    buffer: declare,
    update: () => {},
    mask: () => {
      throw new Error("An inference graph draws no masks");
    },
  };
  // Any size at which every network works: the order does not depend on it.
  const { map } = network(scope, b.input("images", "float32", [1, 3, 96, 96]));
  return layersInOrder(b.nodes, map.name).flatMap((node) =>
    node.inputs.flatMap((name) => {
      const shape = declared.get(name);
      return shape ? [describe(name, shape, node)] : [];
    }),
  );
}

/** From the layout of Keras to ours. The tensor's shape must be that of the weight in Keras. */
export function fromKeras(weight: KerasWeight, data: Float32Array): Tensor<"float32"> {
  if (weight.weight !== "kernel") return tensor("float32", weight.ourShape, data);
  // Both kinds of filters: [h, w, a, b] -> [b, a, h, w], or [a, b = 1, h, w] for depthwise ones.
  const [height = 1, width = 1, third = 1, fourth = 1] = weight.shape;
  const area = height * width;
  const out = new Float32Array(sizeOf(weight.shape));
  let from = 0;
  for (let pixel = 0; pixel < area; pixel++) {
    for (let a = 0; a < third; a++) {
      for (let b = 0; b < fourth; b++) {
        const filter = weight.depthwise ? a * fourth + b : b * third + a;
        out[filter * area + pixel] = data[from++] ?? 0;
      }
    }
  }
  return tensor("float32", weight.ourShape, out);
}

const names: Readonly<Record<string, KerasWeightName>> = {
  weight: "kernel",
  bias: "bias",
  scale: "gamma",
  shift: "beta",
  runningMean: "moving_mean",
  runningVariance: "moving_variance",
};

function describe(name: string, shape: readonly number[], node: Node): KerasWeight {
  const dot = name.lastIndexOf(".");
  const weight = names[name.slice(dot + 1)];
  if (weight === undefined) throw new Error(`"${name}" has no name in Keras`);
  const layer = name.slice(name.lastIndexOf("/", dot) + 1, dot);
  const depthwise = weight === "kernel" && Number(node.attributes.group ?? 1) > 1;
  const [out = 1, perGroup = 1, ...kernel] = shape;
  const kerasShape =
    weight === "kernel" ? [...kernel, ...(depthwise ? [out, perGroup] : [perGroup, out])] : shape;
  return { name, layer, weight, shape: kerasShape, ourShape: shape, depthwise };
}

function layersInOrder(nodes: readonly Node[], output: string): Node[] {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const met = new Map<Node, number>();
  const visit = (name: string): void => {
    const node = makers.get(name);
    if (node === undefined || met.has(node)) return;
    met.set(node, met.size);
    for (const input of node.inputs) visit(input);
  };
  visit(output);
  // Nodes stand in an order in which they run: going back, all users of a node come before it.
  const distances = new Map<Node, number>();
  for (const node of nodes.toReversed()) {
    const distance = distances.get(node) ?? 0;
    for (const input of node.inputs) {
      const maker = makers.get(input);
      if (maker) distances.set(maker, Math.max(distances.get(maker) ?? 0, distance + 1));
    }
  }
  const far = (node: Node): number => distances.get(node) ?? 0;
  return [...met.keys()].sort((a, b) => far(b) - far(a) || (met.get(a) ?? 0) - (met.get(b) ?? 0));
}
