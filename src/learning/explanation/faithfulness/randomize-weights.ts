import type { Graph, Node } from "../../../engine/graph/graph.ts";
import { allocate } from "../../../tensor/dtype.ts";
import type { Random } from "../../../tensor/random.ts";
import type { Tensor } from "../../../tensor/tensor.ts";

/** The stored weights of a dense layer or a convolution. */
export interface LayerWeights {
  /** Of the stored tensor. */
  readonly name: string;
  /** Along which its filters, or the units of a dense layer, are counted; undefined where that cannot be told. */
  readonly filterAxis: number | undefined;
}

/** Weights of dense layers and convolutions, from the logits down to the images. */
export function layerWeights({ nodes, initializers }: Graph): readonly LayerWeights[] {
  const producers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const found = new Map<string, LayerWeights>();
  for (const node of nodes.toReversed()) {
    if (!weighted.has(node.op)) continue;
    for (const [place, input] of node.inputs.slice(0, 2).entries()) {
      const weights = storedBehind(input, producers, initializers, (rank) => filterAxis(node, place, rank));
      if (weights && !found.has(weights.name)) found.set(weights.name, weights);
    }
  }
  return [...found.values()];
}

/**
 * A copy of a network of which some weights are shuffled, within each filter.
 *
 * What is learnt is lost, while each filter keeps its mean and its spread, so that biases and the statistics of
 * normalisation, which stay as they are, still fit. Weights drawn anew do not fit, and a network whose maps are then flat
 * or not finite says nothing of the method. A test with more of the old network left in it is also the harder one to pass.
 *
 * Adebayo et al. 2018, arXiv:1810.03292, section 3.
 */
export function randomizeWeights(graph: Graph, layers: readonly LayerWeights[], random: Random): Graph {
  const initializers = new Map(graph.initializers);
  for (const { name, filterAxis: axis } of layers) {
    const weights = initializers.get(name);
    if (weights) initializers.set(name, shuffleFilters(weights, axis, random.fork("weights", name)));
  }
  return { ...graph, initializers };
}

const weighted: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/** Where the input of a node at this place counts its filters. */
function filterAxis({ op, attributes }: Node, place: number, rank: number): number {
  if (op === "Conv") return 0;
  if (op === "ConvTranspose") return 1;
  const isTurned =
    op === "Gemm" && (attributes as Record<string, unknown>)[place === 0 ? "transA" : "transB"] === 1; // names of ONNX
  const isLast = (place === 1) !== isTurned;
  return isLast ? rank - 1 : rank - 2;
}

/** The stored tensor that a value is, or is another form of. */
function storedBehind(
  value: string,
  producers: ReadonlyMap<string, Node>,
  initializers: Graph["initializers"],
  axisOf: (rank: number) => number,
): LayerWeights | undefined {
  let name = value;
  const turns: (readonly number[] | undefined)[] = [];
  while (!initializers.has(name)) {
    const node = producers.get(name);
    const source = node?.inputs[0];
    if (node === undefined || source === undefined || !carriers.has(node.op)) return undefined;
    if (node.op === "Transpose") turns.push((node.attributes as { perm?: readonly number[] }).perm); // as ONNX has it
    if (node.op === "Reshape") turns.push(undefined);
    name = source;
  }
  const rank = initializers.get(name)?.shape.length ?? 0;
  if (rank < 2) return undefined;
  const axis = turns.reduce<number | undefined>(
    (place, perm) => (place === undefined ? undefined : perm?.[place]),
    axisOf(rank),
  );
  return { name, filterAxis: axis };
}

/** Operators that hand on stored numbers in another form. */
const carriers: ReadonlySet<string> = new Set([
  "Identity",
  "Cast",
  "Transpose",
  "Reshape",
  "DequantizeLinear",
]);

/** Within the whole tensor where the axis is not known, or a filter has but one weight. */
function shuffleFilters({ dtype, shape, data }: Tensor, axis: number | undefined, random: Random): Tensor {
  const size = axis === undefined ? 1 : (shape[axis] ?? 1);
  const filters = size < data.length ? size : 1;
  const inner = axis === undefined ? 1 : shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  const weights = data.length / filters;
  const from = data as Float32Array; // elements are only copied between two arrays of one type, whatever that is
  const copy = allocate(dtype, data.length);
  const to = copy as Float32Array; // as above
  to.set(from);
  for (let filter = 0; filter < filters; filter++) {
    // Where the axis is inner, the weights of a filter lie in runs, one for each step of the axes before it.
    const place = (i: number): number =>
      filters === 1 ? i : (Math.floor(i / inner) * filters + filter) * inner + (i % inner);
    for (let last = weights - 1; last > 0; last--) {
      const [here, there] = [place(last), place(random.integer(last + 1))];
      const kept = to[here] as number; // both places are in range
      to[here] = to[there] as number;
      to[there] = kept;
    }
  }
  return { dtype, shape, data: copy };
}
