import { algebra } from "../../engine/graph/algebra.ts";
import { createBuilder } from "../../engine/graph/builder.ts";
import type { Node, Value } from "../../engine/graph/graph.ts";
import { importGraph, type WeightUse } from "../../engine/graph/onnx/import-graph.ts";
import { flatten, globalAveragePool, normalizeBatch } from "../../engine/nn/layers.ts";
import type { Scope } from "../../engine/nn/scope.ts";
import { float32 } from "../../tensor/tensor.ts";
import type { Backbone, InputScaling } from "./backbone.ts";
import { findBlocks } from "./find-blocks.ts";

/** What of a backbone is trained, and how fast. */
export interface FineTuning {
  /** Blocks that are trained, counted back from the features; 0 trains none. */
  readonly blocks: number | "all";
  /** Share of the learning rate that the first block moves with; it grows geometrically up to 1 at the features. */
  readonly earlyRate: number;
  /** `frozen` keeps the statistics that the weights came with; `trained` takes those of each batch. */
  readonly batchNorm: "frozen" | "trained";
}

export const frozen: FineTuning = { blocks: 0, earlyRate: 1, batchNorm: "frozen" };

/** A network from images [N, C, H, W] in 0..1, red first, to features [N, F]. */
export type FeatureWriter = (scope: Scope, images: Value) => Value;

/** Names of the weights in a training graph: `backbone.` and the name in the file. */
const prefix = "backbone.";

/**
 * Writes a backbone into a scope: the scaling of its input, its layers, and average pooling where its tap is a map.
 * What is fine-tuned becomes parameters, the rest stays constants.
 * @throws MorError `graph-invalid` for an image size that its layers cannot take.
 */
export function backboneNetwork(backbone: Backbone, tuning: FineTuning = frozen): FeatureWriter {
  const { graph, tap, layout } = backbone;
  const [input] = graph.inputs;
  const { count, blockOf } = findBlocks(graph);
  const first = tuning.blocks === "all" ? 0 : Math.max(0, count - tuning.blocks);
  const rateOf = (block: number): number =>
    tuning.earlyRate ** ((count - 1 - block) / Math.max(1, count - 1));
  // Any size may come in; the layers say themselves when they cannot take it.
  const open = { ...graph, inputs: graph.inputs.map((value) => ({ ...value, shape: ["N", "a", "b", "c"] })) };
  return (scope, images) => {
    const statistics = new Set<string>();
    const declare = (name: string, use: WeightUse, weight: ReturnType<typeof float32>) => {
      const block = blockOf(name);
      // Single numbers are settings of an activation, not weights.
      if (block === undefined || block < first || weight.data.length === 1) return undefined;
      const key = `${prefix}${name}`;
      if (use.op !== "BatchNormalization" || use.input < 3) {
        return scope.parameter(key, weight.shape, () => weight, { decay: decays(use), rate: rateOf(block) });
      }
      if (tuning.batchNorm === "frozen") return undefined;
      statistics.add(key);
      return scope.buffer(key, weight.shape, () => weight);
    };
    const height = Number(images.shape[2]);
    const global = height === backbone.size ? new Set<string>() : globalPools(backbone);
    const scaled = scaleInput(scope, images, backbone.scaling);
    const { [tap]: features } = importGraph(scope.b, open, {
      prefix,
      inputs: { [input?.name ?? ""]: layout === "NHWC" ? channelsLast(scope, scaled) : scaled },
      parameters: (name, weight, use) => use && declare(name, use, weight),
      replace(node, operands) {
        if (statistics.has(operands[3]?.name ?? "")) return normalization(scope, node, operands);
        return global.has(node.outputs[0] ?? "") ? [scope.b.op("GlobalAveragePool", operands)] : undefined;
      },
    });
    if (!features) throw new Error(`The graph lacks its tap "${tap}"`); // cutGraph has made it the output
    return pooled(scope, features);
  };
}

/** Poolings that cover the whole map at the size that the network was made for, so that they do at any other. */
function globalPools({ graph, size, channels, layout }: Backbone): Set<string> {
  const b = createBuilder();
  const [input] = graph.inputs;
  const shape = layout === "NHWC" ? [1, size, size, channels] : [1, channels, size, size];
  const [symbol = "N"] = input?.shape ?? [];
  const found = new Set<string>();
  importGraph(b, graph, {
    inputs: { [input?.name ?? ""]: b.input("images", input?.dtype ?? "float32", shape) },
    ...(typeof symbol === "string" ? { dims: { [symbol]: 1 } } : {}),
    replace(node, [x]) {
      const kernel = node.attributes.kernel_shape;
      if (node.op === "AveragePool" && String(kernel) === String(x?.shape.slice(2)))
        found.add(node.outputs[0] ?? "");
      return undefined;
    },
  });
  return found;
}

/** Biases and normalisation are left alone by weight decay. */
function decays({ op, input }: WeightUse): boolean {
  return op !== "BatchNormalization" && !(input === 2 && (op === "Conv" || op === "Gemm")) && op !== "Add";
}

/** (x - mean) / deviation, channel by channel, in the order that the network expects. */
function scaleInput(scope: Scope, images: Value, { mean, deviation, order }: InputScaling): Value {
  const { b } = scope;
  const { add, mul } = algebra(b);
  const channels = Number(images.shape[1]);
  const constant = (values: readonly number[]): Value =>
    b.constant(float32([1, channels, 1, 1], values.slice(0, channels)));
  const shift = mean.map((value, channel) => -value / (deviation[channel] ?? 1));
  const neutral = shift.every((value) => value === 0) && deviation.every((value) => value === 1);
  const scaled = neutral
    ? images
    : add(mul(images, constant(deviation.map((value) => 1 / value))), constant(shift));
  return order === "bgr" && channels === 3
    ? b.op("Gather", [scaled, b.integers([2, 1, 0])], { axis: 1 })
    : scaled;
}

function channelsLast(scope: Scope, images: Value): Value {
  return algebra(scope.b).transpose(images, [0, 2, 3, 1]);
}

/** The normalisation of an imported graph as it is trained: by the statistics of the batch. */
function normalization(scope: Scope, node: Node, operands: readonly (Value | undefined)[]): Value[] {
  const [x, scale, shift, mean, variance] = operands;
  if (!x || !scale || !shift || !mean || !variance) throw new Error("BatchNormalization has five inputs");
  const epsilon = Number(node.attributes.epsilon ?? 1e-5);
  return [normalizeBatch(scope, { x, scale, shift, mean, variance }, { epsilon })];
}

function pooled(scope: Scope, features: Value): Value {
  if (features.shape.length !== 4) return flatten(scope, features);
  const [, first, second, third] = features.shape;
  // A map of squares: the odd axis out is that of the channels.
  const isLast = first === second && second !== third;
  return globalAveragePool(scope, isLast ? algebra(scope.b).transpose(features, [0, 3, 1, 2]) : features);
}
