import type { Tensor } from "../../tensor/tensor.ts";
import type { Graph, Node } from "./graph.ts";

/** Who makes and who reads the values of a graph. */
export interface GraphIndex {
  /** The node that makes a value; undefined for inputs and stored tensors. */
  producer(name: string): Node | undefined;
  /** Every node that reads a value, once for each of its inputs. */
  readers(name: string): readonly Node[];
  /** The node that reads a value when it is the only one, and the value is no output of the graph. */
  onlyReader(name: string): Node | undefined;
  isOutput(name: string): boolean;
  /** A stored float32 tensor of that name. */
  weight(name: string | undefined): Tensor<"float32"> | undefined;
}

export function indexGraph({ nodes, outputs, initializers }: Graph): GraphIndex {
  const producers = new Map<string, Node>();
  const readers = new Map<string, Node[]>();
  const shown = new Set(outputs.map(({ name }) => name));
  for (const node of nodes) {
    for (const name of node.outputs) producers.set(name, node);
    for (const name of node.inputs) {
      const list = readers.get(name);
      if (list) list.push(node);
      else readers.set(name, [node]);
    }
  }
  return {
    producer: (name) => producers.get(name),
    readers: (name) => readers.get(name) ?? [],
    onlyReader(name) {
      const [first, ...others] = readers.get(name) ?? [];
      return others.length === 0 && !shown.has(name) ? first : undefined;
    },
    isOutput: (name) => shown.has(name),
    weight(name) {
      const stored = name === undefined ? undefined : initializers.get(name);
      // The dtype is looked at here; Tensor is not a discriminated union.
      return stored?.dtype === "float32" ? (stored as Tensor<"float32">) : undefined;
    },
  };
}
