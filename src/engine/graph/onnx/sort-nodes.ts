import { MorError } from "../../../errors.ts";

interface Connected {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * Nodes in an order in which they can run: their own where it is one, else each as soon as its inputs are there.
 *
 * @param given names that exist before any node runs.
 * @throws MorError `model-invalid` for names that are made twice or never, and for cycles.
 */
export function sortNodes<T extends Connected>(nodes: readonly T[], given: Iterable<string>): T[] {
  const made = new Set<string>();
  const make = (name: string): void => {
    if (made.has(name)) throw new MorError("model-invalid", `Expected one value named "${name}", got two`);
    if (name !== "") made.add(name);
  };
  for (const name of given) make(name);
  const known = new Set(made);
  for (const name of nodes.flatMap((node) => node.outputs)) make(name);
  // Which nodes wait for a name, and for how many names each still waits.
  const waiting = new Map<string, number[]>();
  const missing = nodes.map((node, index) => {
    const open = new Set(node.inputs.filter((name) => name !== "" && !known.has(name)));
    for (const name of open) {
      if (!made.has(name)) {
        const reader = node.outputs[0] ?? "";
        throw new MorError(
          "model-invalid",
          `Nothing makes the value "${name}" that the node of "${reader}" reads`,
        );
      }
      const readers = waiting.get(name);
      if (readers) readers.push(index);
      else waiting.set(name, [index]);
    }
    return open.size;
  });
  const sorted: T[] = [];
  const ready: number[] = [];
  const release = (node: T): void => {
    sorted.push(node);
    for (const name of node.outputs) {
      for (const reader of waiting.get(name) ?? []) {
        const left = (missing[reader] ?? 0) - 1;
        missing[reader] = left;
        if (left === 0 && reader < cursor) ready.push(reader);
      }
    }
  };
  let cursor = 0;
  let done = 0;
  for (const node of nodes) {
    cursor++;
    if (missing[cursor - 1] !== 0) continue;
    release(node);
    for (; done < ready.length; done++) {
      const late = nodes[ready[done] ?? 0];
      if (late) release(late);
    }
  }
  if (sorted.length < nodes.length) {
    const stuck = nodes.find((_, index) => missing[index] !== 0)?.outputs[0] ?? "";
    throw new MorError("model-invalid", `Expected a graph without cycles, got one through "${stuck}"`);
  }
  return sorted;
}
