import type { Graph, Node } from "../../../engine/graph/graph.ts";
import { allocate } from "../../../tensor/dtype.ts";
import type { Random } from "../../../tensor/random.ts";
import type { Tensor } from "../../../tensor/tensor.ts";

/** Names of the stored weights of dense layers and convolutions, from the logits down to the images. */
export function weightNames({ nodes, initializers }: Graph): readonly string[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const names = new Set<string>();
  for (const node of nodes.toReversed()) {
    if (!weighted.has(node.op)) continue;
    for (const input of node.inputs.slice(0, 2)) {
      const name = storedBehind(input, producers, initializers);
      if (name !== undefined && (initializers.get(name)?.shape.length ?? 0) >= 2) names.add(name);
    }
  }
  return [...names];
}

/**
 * A copy of a network of which some weights are shuffled, each tensor within itself.
 *
 * What is learnt is lost, while each tensor keeps its mean, its spread and its outliers. Biases and the statistics of
 * normalisation stay as they are: weights drawn anew would not fit them at all, and maps that are flat or not finite
 * differ from the trained ones for a reason that says nothing of the method.
 *
 * Adebayo et al. 2018, arXiv:1810.03292, section 3.
 */
export function randomizeWeights(graph: Graph, names: readonly string[], random: Random): Graph {
  const initializers = new Map(graph.initializers);
  for (const name of names) {
    const weights = initializers.get(name);
    if (weights) initializers.set(name, shuffled(weights, random.fork("weights", name)));
  }
  return { ...graph, initializers };
}

const weighted: ReadonlySet<string> = new Set([
  "Conv",
  "ConvTranspose",
  "Gemm",
  "MatMul",
  "ConvInteger",
  "MatMulInteger",
  "QLinearConv",
  "QLinearMatMul",
]);

/** Operators that hand on stored numbers in another form. */
const carriers: ReadonlySet<string> = new Set([
  "Identity",
  "Cast",
  "Transpose",
  "Reshape",
  "DequantizeLinear",
]);

/** The stored tensor that a value is, or is another form of. */
function storedBehind(
  value: string,
  producers: ReadonlyMap<string, Node>,
  initializers: Graph["initializers"],
): string | undefined {
  let name = value;
  while (!initializers.has(name)) {
    const node = producers.get(name);
    const source = node?.inputs[0];
    if (node === undefined || source === undefined || !carriers.has(node.op)) return undefined;
    name = source;
  }
  return name;
}

function shuffled({ dtype, shape, data }: Tensor, random: Random): Tensor {
  const from = data as Float32Array; // elements are only copied between two arrays of one type, whatever that is
  const copy = allocate(dtype, data.length);
  const to = copy as Float32Array; // as above
  to.set(from);
  for (let last = to.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const kept = to[last] as number; // both places are in range
    to[last] = to[other] as number;
    to[other] = kept;
  }
  return { dtype, shape, data: copy };
}
