import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../errors.ts";

/** Call between small pieces of long work: lets other work of the process run, about ten times a second. */
export type Pause = () => Promise<void>;

/** The returned function throws `cancelled` once the signal has fired. */
export function createPause(signal?: AbortSignal): Pause {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 100) return;
    await setImmediate();
    last = performance.now();
    throwIfCancelled(signal);
  };
}
