import type { Graph } from "./graph.ts";

/** Drops nodes and initializers that no output depends on. */
export function pruneGraph(graph: Graph): Graph {
  const needed = new Set(graph.outputs.map((value) => value.name));
  const nodes = graph.nodes
    .toReversed()
    .filter((node) => {
      const used = node.outputs.some((name) => needed.has(name));
      if (used) for (const name of node.inputs) needed.add(name);
      return used;
    })
    .reverse();
  const initializers = new Map([...graph.initializers].filter(([name]) => needed.has(name)));
  return { ...graph, nodes, initializers };
}

/** The part of a graph that computes one of its values, with that value as the only output. */
export function cutGraph(graph: Graph, name: string): Graph {
  const known = graph.outputs.find((value) => value.name === name);
  return pruneGraph({ ...graph, outputs: [known ?? { name, dtype: "float32", shape: ["N"] }] });
}
