import type { Graph, Node } from "../graph/graph.ts";
import { type GraphIndex, indexGraph } from "../graph/graph-index.ts";
import type { OpName } from "../graph/op-attributes.ts";

/** Operators that only move or choose values: what is monotone may be done before or after them. */
export const moving: ReadonlySet<OpName> = new Set(["MaxPool", "Flatten", "Reshape", "Transpose", "Squeeze"]);

export const rectifying: ReadonlySet<OpName> = new Set(["Relu", "Clip"]);

/**
 * Puts each rectifier where it is cheap. Next to an integer layer it costs nothing, so it goes before what moves the
 * layer's values. Behind a float32 layer it goes after the pooling, which keeps ONNX Runtime (1.30) from quantising before
 * the pooling: that has four times the values then, and no fast form for integers in the layout of float32.
 *
 * @param narrow layers that compute in 8 bits.
 */
export function placeRectifiers(graph: Graph, narrow: ReadonlySet<Node>): Graph {
  let placed = graph;
  // Each exchange brings a rectifier one step further the same way, so there are few.
  for (let changed = true; changed; ) {
    changed = false;
    const index = indexGraph(placed);
    for (const first of placed.nodes) {
      const second = index.onlyReader(first.outputs[0] ?? "");
      if (!second || !shallExchange(first, second, index, narrow)) continue;
      placed = exchange(placed, first, second);
      changed = true;
      break;
    }
  }
  return placed;
}

function shallExchange(first: Node, second: Node, index: GraphIndex, narrow: ReadonlySet<Node>): boolean {
  const [input = ""] = first.inputs;
  if (second.inputs[0] !== first.outputs[0] || index.onlyReader(input) !== first) return false;
  if (first.outputs.length > 1 || second.outputs.length > 1) return false;
  const source = sourceOf(input, index);
  if (source === undefined) return false;
  if (narrow.has(source)) return moving.has(first.op) && rectifying.has(second.op);
  return rectifying.has(first.op) && second.op === "MaxPool";
}

/** The operator behind values that were only moved. */
function sourceOf(name: string, index: GraphIndex): Node | undefined {
  const node = index.producer(name);
  return node && moving.has(node.op) ? sourceOf(node.inputs[0] ?? "", index) : node;
}

/** x -> first -> second becomes x -> second -> first; the values between and behind keep their names. */
function exchange(graph: Graph, first: Node, second: Node): Graph {
  const between = first.outputs;
  const nodes = graph.nodes.flatMap((node) => {
    if (node === first) return [];
    if (node !== second) return [node];
    return [
      { ...second, inputs: [first.inputs[0] ?? "", ...second.inputs.slice(1)], outputs: between },
      { ...first, inputs: [between[0] ?? "", ...first.inputs.slice(1)], outputs: second.outputs },
    ];
  });
  return { ...graph, nodes };
}
