import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type ErrorCode, MorError } from "../../../errors.ts";
import { type Drawn, drawPicture, type PictureJob, type Wanted } from "./draw-picture.ts";

export interface PictureThreads {
  /** How many pictures are worth being asked for at once. */
  readonly width: number;
  /** @throws MorError as `drawPicture` */
  readonly draw: (job: PictureJob, wanted: Wanted) => Promise<Drawn>;
  readonly close: () => Promise<void>;
}

/** What a thread is asked and answers. */
export interface PictureQuestion {
  readonly id: number;
  readonly job: PictureJob;
  readonly wanted: Wanted;
}

export type PictureAnswer =
  | { readonly id: number; readonly drawn: Drawn }
  | {
      readonly id: number;
      readonly refusal: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
    };

/**
 * Draws pictures on threads of their own, so that the server answers meanwhile. Threads start with the first picture and
 * keep no process alive. Sources that are not compiled have no file that a thread could start with: they draw here.
 */
export function openPictureThreads(): PictureThreads {
  if (import.meta.url.endsWith(".ts")) return { width: 2, draw: drawPicture, close: async () => {} };
  const count = Math.max(1, Math.min(4, availableParallelism() - 1));
  const threads: Thread[] = Array.from({ length: count }, () => openThread());
  return {
    width: 2 * count, // one is read while another is packed
    draw(job, wanted) {
      const idle = threads.reduce((best, next) => (next.load() < best.load() ? next : best));
      return idle.draw(job, wanted);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface Thread {
  readonly load: () => number;
  readonly draw: (job: PictureJob, wanted: Wanted) => Promise<Drawn>;
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly settle: (drawn: Drawn) => void;
  readonly fail: (error: unknown) => void;
}

function openThread(): Thread {
  let worker: Worker | undefined;
  const asked = new Map<number, Waiting>();
  let next = 0;

  const start = (): Worker => {
    const started = new Worker(new URL("./picture-thread.js", import.meta.url));
    const end = (error: unknown): void => {
      if (worker === started) worker = undefined; // the next picture gets a new thread
      for (const { fail } of asked.values()) fail(error);
      asked.clear();
    };
    started.on("message", (answer: PictureAnswer) => {
      const waiting = asked.get(answer.id);
      asked.delete(answer.id);
      if ("drawn" in answer) waiting?.settle(answer.drawn);
      else waiting?.fail(new MorError(answer.refusal.code, answer.refusal.message, answer.refusal));
    });
    started.on("error", end);
    started.on("exit", () => end(new Error("The thread that draws pictures has ended")));
    started.unref();
    return started;
  };

  return {
    load: () => asked.size,
    draw: (job, wanted) =>
      new Promise((settle, fail) => {
        worker ??= start();
        asked.set(++next, { settle, fail });
        worker.postMessage({ id: next, job, wanted } satisfies PictureQuestion);
      }),
    async close() {
      await worker?.terminate();
    },
  };
}
