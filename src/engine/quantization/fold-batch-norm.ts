import { sizeOf, stridesOf } from "../../tensor/shape.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { type GraphIndex, indexGraph } from "../graph/graph-index.ts";
import { pruneGraph } from "../graph/prune-graph.ts";

/**
 * Writes each BatchNormalization into the weights of the Conv or Gemm before it, where nothing else reads between the
 * two: w' = w s and b' = (b - mean) s + shift with s = scale / sqrt(variance + epsilon), for each output channel. Others
 * stay. Exact but for rounding.
 */
export function foldBatchNorm(graph: Graph): Graph {
  const index = indexGraph(graph);
  const initializers = new Map(graph.initializers);
  const gone = new Set<Node>();
  const nodes = graph.nodes.flatMap((node): readonly Node[] => {
    if (gone.has(node)) return [];
    const norm = index.onlyReader(node.outputs[0] ?? "");
    const folded = norm && foldPair(node, norm, index);
    if (!norm || !folded) return [node];
    gone.add(norm);
    const name = norm.outputs[0] ?? "";
    initializers.set(`${name}:weight`, folded.weight);
    initializers.set(`${name}:bias`, folded.bias);
    return [{ ...node, inputs: [node.inputs[0] ?? "", `${name}:weight`, `${name}:bias`], outputs: [name] }];
  });
  return pruneGraph({ ...graph, nodes, initializers });
}

interface Folded {
  readonly weight: Tensor<"float32">;
  readonly bias: Tensor<"float32">;
}

function foldPair(node: Node, norm: Node, index: GraphIndex): Folded | undefined {
  // A MatMul has no input that could take the shift.
  const axis = node.op === "MatMul" ? undefined : outputAxis(node);
  if (norm.op !== "BatchNormalization" || norm.attributes.training_mode || axis === undefined)
    return undefined;
  if (norm.inputs[0] !== node.outputs[0]) return undefined;
  const [scale, shift, mean, variance] = norm.inputs.slice(1).map((name) => index.weight(name));
  const weight = index.weight(node.inputs[1]);
  const bias = index.weight(node.inputs[2]);
  if (!scale || !shift || !mean || !variance || !weight || (node.inputs[2] && !bias)) return undefined;
  const channels = weight.shape[axis] ?? 0;
  if ([scale, shift, mean, variance].some(({ data }) => data.length !== channels)) return undefined;
  if (bias && bias.data.length !== channels) return undefined;
  const epsilon = Number(norm.attributes.epsilon ?? 1e-5);
  const factors = scale.data.map((value, k) => value / Math.sqrt((variance.data[k] ?? 0) + epsilon));
  return {
    weight: scaleChannels(weight, factors, axis),
    bias: tensor(
      "float32",
      [channels],
      shift.data.map((value, k) => value + ((bias?.data[k] ?? 0) - (mean.data[k] ?? 0)) * (factors[k] ?? 0)),
    ),
  };
}

/** The axis of the weights that runs over the outputs; undefined for operators that nothing is folded into. */
export function outputAxis({ op, attributes }: Node): 0 | 1 | undefined {
  if (op === "Conv") return 0;
  if (op === "MatMul") return 1;
  const { alpha = 1, beta = 1, transA = 0, transB = 0 } = attributes;
  if (op !== "Gemm" || alpha !== 1 || beta !== 1 || transA !== 0) return undefined;
  return transB === 0 ? 1 : 0;
}

function scaleChannels(weight: Tensor<"float32">, factors: Float32Array, axis: number): Tensor<"float32"> {
  const stride = stridesOf(weight.shape)[axis] ?? 1;
  const data = new Float32Array(sizeOf(weight.shape));
  for (let i = 0; i < data.length; i++) {
    data[i] = (weight.data[i] ?? 0) * (factors[Math.floor(i / stride) % factors.length] ?? 0);
  }
  return tensor("float32", weight.shape, data);
}
