import { Worker } from "node:worker_threads";
import { MorError, throwIfCancelled } from "../../../errors.ts";

export interface MatchLimits {
  /** Milliseconds; 2000 by default. */
  readonly timeout?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Where in a text something stands. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * Where in each text the first match of an expression (a valid one, read with the flag u) stands: its capture `group`, else
 * the first capture, else all of it. A thread of its own searches, since nested repetitions such as (a+)+ may take longer
 * than anyone waits, and nothing else can stop them.
 *
 * @throws MorError `usage` when it takes longer than `timeout`; `cancelled`.
 */
export async function findMatches(
  pattern: string,
  texts: readonly string[],
  { timeout = 2000, signal }: MatchLimits = {},
): Promise<readonly (Place | undefined)[]> {
  throwIfCancelled(signal);
  const worker = new Worker(script, { eval: true, execArgv: [], workerData: { pattern, texts } });
  worker.unref();
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => {};
  try {
    const ends = await new Promise<Int32Array>((settle, fail) => {
      onAbort = () => fail(new MorError("cancelled", "Nobody waits for these matches any longer."));
      signal?.addEventListener("abort", onAbort);
      // A machine that is busy takes its time until a thread begins.
      worker.once("online", () => {
        timer = setTimeout(() => fail(takesTooLong()), timeout);
      });
      worker.once("message", settle); // the script below sends nothing else
      worker.once("error", (error) => fail(takesTooLong(error)));
    });
    return texts.map((_, index) => {
      const [start = -1, end = -1] = ends.subarray(2 * index, 2 * index + 2);
      return start < 0 ? undefined : { start, end };
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
    void worker.terminate();
  }
}

/** In a text, so that sources that are not compiled have it as well. */
const script = `
  const { parentPort, workerData } = require("node:worker_threads");
  const expression = new RegExp(workerData.pattern, "du");
  const ends = new Int32Array(2 * workerData.texts.length).fill(-1);
  workerData.texts.forEach((text, index) => {
    const found = expression.exec(text)?.indices;
    if (found) ends.set(found.groups?.group ?? found[1] ?? found[0], 2 * index);
  });
  parentPort.postMessage(ends, [ends.buffer]);
`;

function takesTooLong(cause?: unknown): MorError {
  return new MorError("usage", "Expected a pattern that is found quickly, got one that takes too long", {
    hint: "Write it without a repetition inside another one, such as (a+)+.",
    cause,
  });
}
