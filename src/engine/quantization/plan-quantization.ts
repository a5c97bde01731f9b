import type { Graph, Node } from "../graph/graph.ts";
import { type GraphIndex, indexGraph } from "../graph/graph-index.ts";
import type { OpName } from "../graph/op-attributes.ts";
import { outputAxis } from "./fold-batch-norm.ts";
import { moving, placeRectifiers, rectifying } from "./place-rectifiers.ts";

/** A layer with weights, and in which numbers it computes. */
export interface PlannedLayer {
  /** The value that it makes, before its rectifier. */
  readonly name: string;
  readonly op: OpName;
  readonly precision: "int8" | "float32";
  /** Why it stays in float32, as half a sentence. */
  readonly reason?: string;
}

/** What is computed in 8 bits. */
export interface QuantizationPlan {
  /** The graph that was given, with its rectifiers where they cost nothing; the nodes below are those of this graph. */
  readonly graph: Graph;
  /** Layers with weights, in the order of the graph. */
  readonly layers: readonly PlannedLayer[];
  /** Nodes that compute in 8 bits, those without weights among them. */
  readonly nodes: ReadonlySet<Node>;
  /** Rectifiers that the range of the value before them replaces. */
  readonly absorbed: ReadonlySet<Node>;
  /** Values whose range has to be known. */
  readonly ranged: readonly string[];
  /** Values that layers with weights read: the means of their channels are of use. */
  readonly averaged: readonly string[];
  /** Values that have the range of another: those that an operator has only moved. */
  readonly inherited: ReadonlyMap<string, string>;
}

/** Operators that ONNX Runtime computes in 8 bits when all their operands are. */
const joining: ReadonlySet<OpName> = new Set(["Add", "Concat", "AveragePool", "GlobalAveragePool"]);

/** Weights below which a dense layer costs nothing in float32. */
const smallDense = 4096;

/** Integer convolutions work on four channels at once. */
const fewestChannels = 4;

/**
 * Chooses what a prepared graph computes in 8 bits: convolutions and dense layers but for those that would be slower or
 * that give the scores, and what stands between them.
 *
 * @param given from `prepareGraph`.
 * @param keep names of layers that shall stay in float32.
 */
export function planQuantization(given: Graph, keep: ReadonlySet<string> = new Set()): QuantizationPlan {
  const { layers, narrow } = chooseLayers(given, keep);
  const graph = placeRectifiers(given, narrow);
  const index = indexGraph(graph);
  const reaches = reachingLayers(graph, index);
  const nodes = new Set<Node>(narrow);
  const absorbed = new Set<Node>();
  const quantized = new Set<string>();
  const inherited = new Map<string, string>();
  for (const node of narrow) quantized.add(node.inputs[0] ?? "");
  for (const node of graph.nodes) {
    const [input = ""] = node.inputs;
    const [output = ""] = node.outputs;
    if (moving.has(node.op) && node.outputs.length === 1 && quantized.has(input)) {
      nodes.add(node);
      quantized.add(output);
      inherited.set(output, input);
      continue;
    }
    const joins =
      joining.has(node.op) &&
      node.inputs.every((name) => quantized.has(name)) &&
      (!node.op.endsWith("Pool") || reaches.has(node));
    if (joins) nodes.add(node);
    if (!nodes.has(node)) continue;
    const rectifier = index.onlyReader(output);
    const takes = rectifier && rectifier.inputs[0] === output && leavesZero(rectifier, index);
    if (takes) absorbed.add(rectifier);
    quantized.add(takes ? (rectifier.outputs[0] ?? "") : output);
  }
  return {
    graph,
    layers,
    nodes,
    absorbed,
    averaged: [
      ...new Set([...nodes].filter((node) => narrow.has(node)).map(({ inputs }) => inputs[0] ?? "")),
    ],
    ranged: [...quantized].filter((name) => !inherited.has(name)),
    inherited,
  };
}

function chooseLayers(
  graph: Graph,
  keep: ReadonlySet<string>,
): { readonly layers: readonly PlannedLayer[]; readonly narrow: ReadonlySet<Node> } {
  const index = indexGraph(graph);
  const reaches = reachingLayers(graph, index);
  const narrow = new Set<Node>();
  const withWeights = graph.nodes.filter((node) => hasWeights(node, index));
  const layers = withWeights.map((node): PlannedLayer => {
    const [name = ""] = node.outputs;
    const reason = keep.has(name) ? "8 bits harm the verdicts" : reasonForFloat(node, index, reaches);
    if (reason !== undefined) return { name, op: node.op, precision: "float32", reason };
    narrow.add(node);
    return { name, op: node.op, precision: "int8" };
  });
  return { layers, narrow };
}

/** A Conv, Gemm or MatMul of something computed with stored weights. */
function hasWeights(node: Node, index: GraphIndex): boolean {
  const weight = index.weight(node.inputs[1]);
  const axis = outputAxis(node);
  if (!weight || axis === undefined || index.weight(node.inputs[0])) return false;
  if (weight.shape.length !== (node.op === "Conv" ? 4 : 2)) return false;
  const bias = index.weight(node.inputs[2]);
  return node.inputs[2] ? bias?.data.length === weight.shape[axis] : true;
}

function reasonForFloat(node: Node, index: GraphIndex, reaches: ReadonlySet<Node>): string | undefined {
  const { shape = [] } = index.weight(node.inputs[1]) ?? {};
  if (node.op !== "Conv") {
    if (!reaches.has(node)) return "gives the scores";
    return shape.reduce((product, size) => product * size, 1) < smallDense ? "too small to gain" : undefined;
  }
  const [filters = 0, channels = 0] = shape;
  const group = Number(node.attributes.group ?? 1);
  if (group === 1) return channels < fewestChannels ? "too few channels to gain" : undefined;
  return channels === 1 && filters === group ? undefined : "in groups, which are slower in 8 bits";
}

/** A rectifier between whose bounds 0 lies, as it does in every quantised range. */
function leavesZero({ op, inputs }: Node, index: GraphIndex): boolean {
  if (!rectifying.has(op)) return false;
  const [low = 0, high = 0] = inputs.slice(1).map((name) => {
    return name === "" ? 0 : (index.weight(name)?.data[0] ?? Number.NaN);
  });
  return low <= 0 && high >= 0;
}

/** Nodes on whose result a layer with weights depends. */
function reachingLayers(graph: Graph, index: GraphIndex): ReadonlySet<Node> {
  const reaching = new Set<Node>();
  for (const node of graph.nodes.toReversed()) {
    const found = node.outputs.some((name) =>
      index.readers(name).some((reader) => reaching.has(reader) || hasWeights(reader, index)),
    );
    if (found) reaching.add(node);
  }
  return reaching;
}
