import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Preprocessing } from "../../../data/batch/preprocessing.ts";
import { type PreparationJob, type PreparedInputs, prepareInputs } from "./prepare-inputs.ts";

/** Makes images inputs while the network works. */
export interface Preparation {
  /** How many calls of `prepare` are worth having in work at once. */
  readonly ahead: number;
  prepare(jobs: readonly PreparationJob[]): Promise<PreparedInputs>;
  close(): Promise<void>;
}

/** What a thread is asked and answers. */
export interface PreparationRequest {
  readonly id: number;
  readonly jobs: readonly PreparationJob[];
  readonly preprocessing: Preprocessing;
}

export type PreparationAnswer =
  | { readonly id: number; readonly prepared: PreparedInputs }
  | { readonly id: number; readonly failure: unknown };

/** Starting threads for fewer images takes longer than they save. */
const worthThreads = 128;

/**
 * Prepares inputs on threads of their own: ONNX Runtime's binding for Node.js holds the thread that calls it until the
 * network has run, so nothing could be read meanwhile. Few images are prepared on this thread.
 */
export function openPreparation(preprocessing: Preprocessing, images: number): Preparation {
  // Sources that are not compiled have no file that a thread could start with.
  if (images < worthThreads || import.meta.url.endsWith(".ts")) {
    return {
      ahead: 1,
      prepare: (jobs) => prepareInputs(jobs, preprocessing),
      close: async () => {},
    };
  }
  // The network keeps the other half of the processor busy.
  const count = Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const threads = Array.from({ length: count }, startThread);
  let next = 0;
  return {
    ahead: threads.length + 1,
    prepare(jobs) {
      const thread = threads[next++ % threads.length];
      if (!thread) throw new RangeError("a preparation without threads");
      return thread.ask(jobs, preprocessing);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Thread {
  ask(jobs: readonly PreparationJob[], preprocessing: Preprocessing): Promise<PreparedInputs>;
  close(): Promise<void>;
}

function startThread(): Thread {
  const worker = new Worker(new URL("./preparation-thread.js", import.meta.url));
  const asked = new Map<
    number,
    { settle: (prepared: PreparedInputs) => void; fail: (error: unknown) => void }
  >();
  const failAll = (error: unknown): void => {
    for (const { fail } of asked.values()) fail(error);
    asked.clear();
  };
  worker.on("message", (answer: PreparationAnswer) => {
    const question = asked.get(answer.id);
    asked.delete(answer.id);
    if ("failure" in answer) question?.fail(answer.failure);
    else question?.settle(answer.prepared);
  });
  worker.on("error", failAll);
  worker.on("exit", () => failAll(new Error("The thread that prepares images has ended")));
  let id = 0;
  return {
    ask: (jobs, preprocessing) =>
      new Promise((settle, fail) => {
        asked.set(++id, { settle, fail });
        worker.postMessage({ id, jobs, preprocessing } satisfies PreparationRequest);
      }),
    async close() {
      asked.clear();
      await worker.terminate();
    },
  };
}
