import type { Graph, Node } from "../../engine/graph/graph.ts";

export interface Blocks {
  readonly count: number;
  /** The block, counted from the input, in which a stored weight is used; undefined for what is no weight. */
  readonly blockOf: (weight: string) => number | undefined;
}

/**
 * Cuts a network into blocks: between two places where everything passes through one value. A residual or inception
 * block is one, and so is a single layer outside of such. Pieces without weights belong to the block before them.
 */
export function findBlocks(graph: Graph): Blocks {
  const stored = new Set(graph.initializers.keys());
  const nodes = graph.nodes.filter((node) => {
    if (!node.inputs.every((name) => name === "" || stored.has(name))) return true;
    // Computed from weights alone: a weight itself.
    for (const name of node.outputs) stored.add(name);
    return false;
  });
  const lastUse = new Map<string, number>();
  nodes.forEach((node, place) => {
    for (const name of node.inputs) lastUse.set(name, place);
  });
  const live = new Set<string>(graph.inputs.map(({ name }) => name));
  const blockOfNode: number[] = [];
  let [block, hasLayer] = [0, false];
  nodes.forEach((node, place) => {
    const isLayer = layers.has(node.op) && weightsOf(node, stored).length > 0;
    // A new block begins at the first layer behind a place that everything passes through.
    if (isLayer && hasLayer && live.size === 1) block++;
    hasLayer ||= isLayer;
    blockOfNode.push(block);
    for (const name of node.outputs) if (lastUse.has(name)) live.add(name);
    for (const name of node.inputs) if (lastUse.get(name) === place) live.delete(name);
  });
  const blocks = new Map<string, number>();
  nodes.forEach((node, place) => {
    for (const name of weightsOf(node, stored)) blocks.set(name, blockOfNode[place] ?? 0);
  });
  // Back through the nodes that decode or turn a weight.
  for (const node of graph.nodes.toReversed()) {
    const found = node.outputs.map((name) => blocks.get(name)).find((value) => value !== undefined);
    if (found === undefined || !node.outputs.every((name) => stored.has(name))) continue;
    for (const name of node.inputs) if (!blocks.has(name)) blocks.set(name, found);
  }
  return { count: block + 1, blockOf: (weight) => blocks.get(weight) };
}

const layers: ReadonlySet<string> = new Set(["Conv", "ConvTranspose", "Gemm", "MatMul"]);

/** What shifts and scales the values of the layer before. */
const adjustments: ReadonlySet<string> = new Set(["Add", "BatchNormalization", "Div", "Mul", "PRelu", "Sub"]);

/** The stored inputs of a node that computes with weights. */
function weightsOf(node: Node, stored: ReadonlySet<string>): string[] {
  if (!layers.has(node.op) && !adjustments.has(node.op)) return [];
  return node.inputs.filter((name) => stored.has(name));
}
