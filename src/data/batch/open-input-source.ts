import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { MorError } from "../../errors.ts";
import type { InputJob, InputSource, PreparedInputs } from "./input-source.ts";
import { prepareInputs } from "./prepare-inputs.ts";
import type { Preprocessing } from "./preprocessing.ts";
import { createTileSource, type TileSource } from "./tile-source.ts";

export interface InputSourceOptions {
  /** How often an image will be asked for in all; by default each once. Little is not worth a thread. */
  readonly expected?: number;
  /** Bytes of ready tiles that are kept for the next time; none by default. */
  readonly cacheBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What a thread is told when it starts. */
export interface PreparationSetup {
  readonly preprocessing: Preprocessing;
  readonly cacheBytes: number;
}

/** What a thread is asked and answers. */
export interface PreparationRequest {
  readonly id: number;
  readonly jobs: readonly (Omit<InputJob, "image"> & { readonly file: string })[];
}

export type PreparationAnswer =
  | { readonly id: number; readonly prepared: PreparedInputs }
  | { readonly id: number; readonly failure: unknown };

/** Starting a thread for fewer images takes longer than it saves. */
const worthThreads = 96;

/**
 * Opens images to become inputs, on threads of their own: ONNX Runtime's binding for Node.js holds the thread that calls
 * it until the network has run, so nothing could be read meanwhile. Few images are prepared on this thread.
 */
export function openInputSource(
  files: readonly { readonly file: string }[],
  preprocessing: Preprocessing,
  { expected = files.length, cacheBytes = 0, signal }: InputSourceOptions = {},
): InputSource {
  // Sources that are not compiled have no file that a thread could start with.
  if (expected < worthThreads || import.meta.url.endsWith(".ts")) {
    return inputsOfTiles(
      createTileSource(files, preprocessing, { cacheBytes, ...(signal ? { signal } : {}) }),
    );
  }
  // The network keeps the other half of the processor busy. A cache is one thread's: the others would read all again.
  const count = cacheBytes > 0 ? 1 : Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));
  const threads = Array.from({ length: count }, () => startThread({ preprocessing, cacheBytes }, signal));
  let next = 0;
  return {
    preprocessing,
    ahead: count + 1,
    prepare(jobs) {
      const thread = threads[next++ % count];
      if (!thread) throw new RangeError("an input source without threads");
      return thread.ask(jobs.map(({ image, ...job }) => ({ ...job, file: files[image]?.file ?? "" })));
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** Inputs made on this thread. */
export function inputsOfTiles(source: TileSource): InputSource {
  const { preprocessing } = source;
  return {
    preprocessing,
    ahead: 1,
    prepare: (jobs) => prepareInputs(jobs, ({ image }) => source.load(image), preprocessing),
    close: async () => {},
  };
}

interface Thread {
  ask(jobs: PreparationRequest["jobs"]): Promise<PreparedInputs>;
  close(): Promise<void>;
}

interface Question {
  readonly settle: (prepared: PreparedInputs) => void;
  readonly fail: (error: unknown) => void;
}

function startThread(setup: PreparationSetup, signal: AbortSignal | undefined): Thread {
  const worker = new Worker(new URL("./preparation-thread.js", import.meta.url), { workerData: setup });
  const asked = new Map<number, Question>();
  let over: unknown;
  const end = (reason: unknown): void => {
    over ??= reason;
    for (const { fail } of asked.values()) fail(over);
    asked.clear();
  };
  worker.on("message", (answer: PreparationAnswer) => {
    const question = asked.get(answer.id);
    asked.delete(answer.id);
    if ("failure" in answer) question?.fail(answer.failure);
    else question?.settle(answer.prepared);
  });
  worker.on("error", end);
  worker.on("messageerror", end);
  worker.on("exit", () => end(new Error("The thread that prepares images has ended")));
  const cancel = (): void => {
    end(new MorError("cancelled", "Stopped before the work was done."));
    void worker.terminate(); // a large image is not waited for
  };
  if (signal?.aborted) cancel();
  else signal?.addEventListener("abort", cancel, { once: true });
  let id = 0;
  return {
    ask: (jobs) =>
      new Promise((settle, fail) => {
        if (over !== undefined) {
          fail(over);
          return;
        }
        asked.set(++id, { settle, fail });
        worker.postMessage({ id, jobs } satisfies PreparationRequest);
      }),
    async close() {
      signal?.removeEventListener("abort", cancel);
      asked.clear();
      await worker.terminate();
    },
  };
}
