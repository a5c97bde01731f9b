import type { Bench } from "../harness/bench.ts";
import { measureMemory } from "../memory/measure-memory.ts";

/** Peak memory of `mor train` on few and on many images: bars of its own, no peer. */
export const memory: Bench = {
  name: "memory",
  lines: [],
  seconds: 400,
  onlyByName: true,
  pairs: () => 1,
  async measure({ threads, log }) {
    if (!(await measureMemory({ threads, log }))) throw new Error("A bar of memory is missed");
    return [];
  },
};
