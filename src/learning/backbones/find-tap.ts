import type { Graph, Node } from "../../engine/graph/graph.ts";
import { MorError } from "../../errors.ts";

/**
 * Finds the value whose numbers describe an image: the one that is asked for; else an output named `features`; else
 * what the last layer of the classifier reads; else the last pooled values, or the map that is pooled.
 * @returns the name of the value.
 * @throws MorError `usage` for a name that is not there, or when several values could be meant.
 */
export function findTap(graph: Graph, path: string, wanted?: string): string {
  const values = new Set([
    ...graph.nodes.flatMap(({ outputs }) => outputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  if (wanted !== undefined) {
    if (values.has(wanted)) return wanted;
    throw new MorError("usage", `Expected a value of the network as tap, got "${wanted}" (${path})`, {
      hint: `Try one of: ${suggestions(graph).join(", ")}.`,
      path,
    });
  }
  if (graph.outputs.some(({ name }) => name === "features")) return "features";
  const taps = [...new Set(graph.outputs.map(({ name }) => tapBefore(graph, name)))];
  const last = taps.filter((tap) => !taps.some((other) => other !== tap && comesBefore(graph, tap, other)));
  const [tap, ...others] = last;
  if (tap !== undefined && others.length === 0) return tap;
  throw new MorError(
    "usage",
    `Expected one value that holds the features, got ${last.length || "none"}: ${last.join(", ")} (${path})`,
    { hint: `Name the one that is meant with --tap, as in --tap ${last[0] ?? "NAME"}.`, path },
  );
}

const passing: ReadonlySet<string> = new Set([
  "Cast",
  "Dropout",
  "Flatten",
  "Identity",
  "LogSoftmax",
  "Relu",
  "Reshape",
  "Sigmoid",
  "Softmax",
  "Squeeze",
  "Transpose",
  "Unsqueeze",
  "Add",
]);

const pools: ReadonlySet<string> = new Set([
  "GlobalAveragePool",
  "GlobalMaxPool",
  "ReduceMean",
  "AveragePool",
]);

/** Walks back from an output to the features behind it. */
function tapBefore(graph: Graph, output: string): string {
  const stored = constantsOf(graph);
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const reads = (node: Node): string | undefined =>
    node.inputs.find((name) => name !== "" && !stored.has(name));
  let at = output;
  let isPooled = false;
  for (let node = makers.get(at); node; node = makers.get(at)) {
    const before = reads(node);
    if (before === undefined) break;
    if (node.op === "Gemm" || node.op === "MatMul") return isPooled ? output : before;
    if (pools.has(node.op)) isPooled = true;
    else if (node.op === "Conv") {
      // A classifier written as a convolution in front of the pooling, or a network that ends in features.
      return isPooled && isClassifier(graph, node, output) ? before : output;
    } else if (!passing.has(node.op)) break;
    at = before;
  }
  return output;
}

/** Whether the pooled answers of a 1 x 1 convolution leave the network, so that they are scores of classes. */
function isClassifier(graph: Graph, conv: Node, output: string): boolean {
  const weight = graph.initializers.get(conv.inputs[1] ?? "")?.shape;
  const area = (weight ?? [0, 0, 1, 1]).slice(2).reduce((product, size) => product * size, 1);
  return area === 1 && !/feature|embed|pool/i.test(output);
}

function constantsOf(graph: Graph): ReadonlySet<string> {
  const stored = new Set(graph.initializers.keys());
  for (const node of graph.nodes) {
    if (node.inputs.every((name) => name === "" || stored.has(name))) {
      for (const name of node.outputs) stored.add(name);
    }
  }
  return stored;
}

/** Whether `later` is computed from `earlier`. */
function comesBefore(graph: Graph, earlier: string, later: string): boolean {
  const needed = new Set([later]);
  for (const node of graph.nodes.toReversed()) {
    if (node.outputs.some((name) => needed.has(name))) for (const name of node.inputs) needed.add(name);
  }
  return needed.has(earlier);
}

function suggestions(graph: Graph): string[] {
  const pooled = graph.nodes.filter(({ op }) => pools.has(op)).flatMap(({ outputs }) => outputs);
  return [...new Set([...graph.outputs.map(({ name }) => name), ...pooled.slice(-4)])];
}
