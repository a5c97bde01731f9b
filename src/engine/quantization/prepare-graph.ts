import type { Tensor } from "../../tensor/tensor.ts";
import { decodeWeights } from "../graph/decode-weights.ts";
import type { Graph, Node } from "../graph/graph.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { pruneGraph } from "../graph/prune-graph.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";

/**
 * Brings a float32 inference graph into the form that is quantised, with the same inputs and outputs: stored weights
 * decoded, batch normalisation and zero padding written into the convolutions.
 */
export function prepareGraph(graph: Graph): Graph {
  return foldPadding(foldBatchNorm(decodeStored(graph)));
}

/** Weights that are kept as float16 or integers become float32; operators that do nothing go. */
function decodeStored(graph: Graph): Graph {
  const initializers = new Map(graph.initializers);
  const shown = new Set(graph.outputs.map(({ name }) => name));
  const standIn = new Map<string, string>();
  const nodes: Node[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => standIn.get(name) ?? name);
    const [output = ""] = node.outputs;
    const weight = decodeWeights(
      node,
      inputs.map((name) => initializers.get(name)),
    );
    if (weight) initializers.set(output, weight);
    else if (node.op === "Identity" && !shown.has(output)) standIn.set(output, inputs[0] ?? "");
    else nodes.push({ ...node, inputs });
  }
  return pruneGraph({ ...graph, nodes, initializers });
}

/** A Pad with zeros of height and width becomes the padding of the convolution that alone reads it. */
function foldPadding(graph: Graph): Graph {
  const index = indexGraph(graph);
  const fold = (conv: Node): Node => {
    const pad = index.producer(conv.inputs[0] ?? "");
    if (conv.op !== "Conv" || pad?.op !== "Pad" || index.onlyReader(pad.outputs[0] ?? "") !== conv)
      return conv;
    const around = paddingOf(pad, graph.initializers);
    const { auto_pad = "NOTSET", pads = [0, 0, 0, 0] } = conv.attributes;
    const planar = index.weight(conv.inputs[1])?.shape.length === 4;
    if (!planar || !around || auto_pad !== "NOTSET" || !Array.isArray(pads)) return conv;
    const inputs = [pad.inputs[0] ?? "", ...conv.inputs.slice(1)];
    const sum = pads.map((width, side) => Number(width) + (around[side] ?? 0));
    return { ...conv, inputs, attributes: { ...conv.attributes, pads: sum } };
  };
  return pruneGraph({ ...graph, nodes: graph.nodes.map(fold) });
}

/** [top, left, bottom, right] of a Pad with zeros that leaves batch and channels alone. */
function paddingOf({ inputs, attributes }: Node, stored: Graph["initializers"]): number[] | undefined {
  const [, pads, value, axes] = inputs.map((name) => (name === "" ? undefined : stored.get(name)));
  if ((attributes.mode ?? "constant") !== "constant" || !pads) return undefined;
  if (inputs[2] && !(value && numbersOf(value).every((number) => number === 0))) return undefined;
  if (inputs[3] && !axes) return undefined;
  const widths = numbersOf(pads);
  const rank = widths.length / 2;
  const names = axes ? numbersOf(axes) : [0, 1, 2, 3];
  const around = [0, 0, 0, 0];
  for (const [place, axis] of names.entries()) {
    const [before = 0, after = 0] = [widths[place], widths[place + rank]];
    if (before < 0 || after < 0) return undefined;
    const spatial = (axis < 0 ? axis + 4 : axis) - 2;
    if (spatial >= 0) [around[spatial], around[spatial + 2]] = [before, after];
    else if (before > 0 || after > 0) return undefined;
  }
  return around;
}

function numbersOf({ data }: Tensor): number[] {
  return Array.from<number | bigint, number>(data, Number);
}
