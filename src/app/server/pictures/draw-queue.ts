import { MorError } from "../../../errors.ts";
import type { Drawn, PictureJob, Wanted } from "./draw-picture.ts";
import type { PictureThreads } from "./picture-threads.ts";

/** Who asks. */
export interface AskOptions {
  /** Fires when nobody waits any longer. */
  readonly signal?: AbortSignal;
  /** After all others of its kind. */
  readonly isAhead?: boolean;
}

/** Pictures that somebody waits for. */
export interface DrawQueue {
  /**
   * Previews come before pictures, and what was asked for last before what was asked for earlier; what nobody waits for any
   * longer is not drawn. `key` says which picture it is.
   * @throws MorError as `drawPicture`; `cancelled`.
   */
  readonly ask: (wanted: Wanted, key: string, job: PictureJob, options?: AskOptions) => Promise<Drawn>;
  /** Milliseconds since somebody has waited. */
  readonly quietFor: () => number;
}

interface Task {
  readonly wanted: Wanted;
  readonly key: string;
  readonly job: PictureJob;
  isRunning: boolean;
  readonly waiting: Set<Waiter>;
}

interface Waiter {
  readonly settle: (drawn: Drawn) => void;
  readonly fail: (error: unknown) => void;
}

/** `onDrawn` is told of all that was drawn before those who wait. */
export function openDrawQueue(
  threads: PictureThreads,
  onDrawn: (key: string, job: PictureJob, drawn: Drawn) => void,
): DrawQueue {
  /** Both are taken from the end. */
  const queues = { preview: [] as Task[], picture: [] as Task[] };
  const tasks = new Map<string, Task>();
  const running = { preview: 0, picture: 0 };
  let lastWait = Number.NEGATIVE_INFINITY;

  const pump = (): void => {
    // A preview does not wait until a picture has been packed.
    while (running.preview < threads.width && start("preview"));
    while (running.preview + running.picture < threads.width && start("picture"));
  };

  /** False when there is none. */
  const start = (wanted: Wanted): boolean => {
    for (;;) {
      const task = queues[wanted].pop();
      if (task === undefined) return false;
      // Drawn along with another, or asked for again meanwhile.
      if (tasks.get(nameOf(task)) !== task || task.isRunning) continue;
      if (task.waiting.size === 0) tasks.delete(nameOf(task));
      else {
        void run(task);
        return true;
      }
    }
  };

  const run = async (task: Task): Promise<void> => {
    running[task.wanted]++;
    task.isRunning = true;
    try {
      const drawn = await threads.draw(task.job, task.wanted);
      onDrawn(task.key, task.job, drawn);
      settle(task, drawn);
      for (const wanted of ["preview", "picture"] as const) {
        const other = tasks.get(nameOf({ ...task, wanted }));
        if (other && drawn[wanted]) settle(other, drawn);
      }
    } catch (error) {
      tasks.delete(nameOf(task));
      for (const { fail } of task.waiting) fail(error);
    } finally {
      running[task.wanted]--;
      lastWait = performance.now();
      pump();
    }
  };

  const settle = (task: Task, drawn: Drawn): void => {
    tasks.delete(nameOf(task));
    for (const waiter of task.waiting) waiter.settle(drawn);
    task.waiting.clear();
  };

  return {
    ask: (wanted, key, job, { signal, isAhead = false } = {}) =>
      new Promise((settle, fail) => {
        if (signal?.aborted) {
          fail(gone());
          return;
        }
        const name = nameOf({ wanted, key });
        const task = tasks.get(name) ?? { wanted, key, job, isRunning: false, waiting: new Set() };
        tasks.set(name, task);
        if (isAhead) queues[wanted].unshift(task);
        else if (!task.isRunning) queues[wanted].push(task); // also one that waits further down
        const { waiting } = task;
        const onAbort = (): void => {
          waiting.delete(waiter);
          fail(gone());
        };
        // A signal may be that of hundreds of pictures.
        const stopListening = (): void => signal?.removeEventListener("abort", onAbort);
        const waiter: Waiter = {
          settle: (drawn) => {
            stopListening();
            settle(drawn);
          },
          fail: (error) => {
            stopListening();
            fail(error);
          },
        };
        waiting.add(waiter);
        signal?.addEventListener("abort", onAbort);
        pump();
      }),
    quietFor: () => (running.preview + running.picture > 0 ? 0 : performance.now() - lastWait),
  };
}

function nameOf({ wanted, key }: Pick<Task, "wanted" | "key">): string {
  return `${wanted} ${key}`;
}

function gone(): MorError {
  return new MorError("cancelled", "The page no longer waits for this picture.");
}
