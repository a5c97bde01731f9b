import { join } from "node:path";
import { shrinkPicture } from "../../../data/images/picture/shrink-picture.ts";
import { MorError } from "../../../errors.ts";
import type { PictureJob } from "./draw-picture.ts";
import { openPictureStore, pictureKey } from "./picture-store.ts";
import { openPictureThreads } from "./picture-threads.ts";
import { openPreviews } from "./previews.ts";

/** Small and large pictures of image files, drawn once. */
export interface Pictures {
  /**
   * WebP. What was asked for last is drawn first; what nobody waits for any longer is not drawn.
   * @throws MorError as `drawPicture`; `input-missing` when there is no such file; `cancelled`.
   */
  readonly draw: (job: PictureJob, signal?: AbortSignal) => Promise<Uint8Array>;
  /** Draws one page and keeps nothing. @throws MorError as `drawPicture`. */
  readonly tryToDraw: (file: string) => Promise<void>;
  /** Draws these while nobody waits, and forgets what was to be drawn so before. */
  readonly drawAhead: (jobs: Iterable<() => Promise<PictureJob>>) => void;
  /** Previews of files, 64 bytes each; zeros for those that were not drawn yet. */
  readonly previews: (files: readonly string[]) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** The size and view of most pictures on the page; previews are made of these. */
export const commonSize = 128;

/** Pictures are kept in `folder` and, the latest ones, in memory. */
export function openPictures(folder: string, memoryBytes: number = 64 * 2 ** 20): Pictures {
  const store = openPictureStore(folder);
  const threads = openPictureThreads();
  const previews = openPreviews(join(folder, "previews.bin"));
  const memory = new RecentPictures(memoryBytes);
  /** Drawn from the end. */
  const queue: Task[] = [];
  const tasks = new Map<string, Task>();
  let running = 0;
  let ahead: Iterator<() => Promise<PictureJob>> | undefined;
  let isOver = false;

  const pump = (): void => {
    while (running < threads.width) {
      const task = queue.pop();
      if (task === undefined) break;
      if (task.waiting.size > 0) void run(task);
      else tasks.delete(task.key);
    }
    // One at a time, so that a page that comes back finds a free place.
    if (running === 0 && ahead && !isOver) void runAhead(ahead);
  };

  /** Only while nobody waits: it takes half as long as a picture. */
  const keepPreview = async (file: string, bytes: Uint8Array): Promise<void> => {
    try {
      await (await previews).keep(file, await shrinkPicture(bytes, 8));
    } catch {
      // A preview is a kindness, no promise.
    }
  };

  const run = async (task: Task): Promise<void> => {
    running++;
    try {
      const bytes = await threads.draw(task.job);
      memory.keep(task.key, bytes);
      for (const { settle } of task.waiting) settle(bytes);
      void store.write(task.key, bytes);
    } catch (error) {
      for (const { fail } of task.waiting) fail(error);
    } finally {
      tasks.delete(task.key);
      running--;
      pump();
    }
  };

  const runAhead = async (jobs: Iterator<() => Promise<PictureJob>>): Promise<void> => {
    running++;
    try {
      const next = jobs.next();
      if (next.done) {
        if (ahead === jobs) ahead = undefined;
        return;
      }
      const job = await next.value();
      const key = await pictureKey(job);
      const hasPreview = (await previews).has(job.file);
      if (key === undefined || (hasPreview && (await store.has(key)))) return;
      const known = await store.read(key);
      const bytes = known ?? (await threads.draw(job));
      if (!known) await store.write(key, bytes);
      await keepPreview(job.file, bytes);
    } catch {
      // A broken image is told to those who look at it.
    } finally {
      running--;
      setImmediate(pump);
    }
  };

  return {
    async draw(job, signal) {
      const key = await pictureKey(job);
      if (key === undefined) throw noFile(job.file);
      const known = memory.get(key) ?? (await store.read(key));
      if (known) {
        memory.keep(key, known);
        return known;
      }
      if (signal?.aborted) throw gone();
      return await new Promise((settle, fail) => {
        const task = tasks.get(key) ?? { key, job, waiting: new Set() };
        const waiter = { settle, fail };
        task.waiting.add(waiter);
        if (!tasks.has(key)) queue.push(task);
        tasks.set(key, task);
        signal?.addEventListener("abort", () => {
          task.waiting.delete(waiter);
          fail(gone());
        });
        pump();
      });
    },
    async tryToDraw(file) {
      await threads.draw({ file, size: 32, view: { page: 0 } });
    },
    drawAhead(jobs) {
      ahead = jobs[Symbol.iterator]();
      pump();
    },
    previews: async (files) => (await previews).all(files),
    async close() {
      isOver = true;
      ahead = undefined;
      await threads.close();
    },
  };
}

interface Task {
  readonly key: string;
  readonly job: PictureJob;
  readonly waiting: Set<{
    readonly settle: (bytes: Uint8Array) => void;
    readonly fail: (error: unknown) => void;
  }>;
}

/** The pictures that were asked for last, as many as have room. */
class RecentPictures {
  readonly #pictures = new Map<string, Uint8Array>();
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get(key: string): Uint8Array | undefined {
    return this.#pictures.get(key);
  }

  keep(key: string, bytes: Uint8Array): void {
    const known = this.#pictures.get(key);
    this.#pictures.delete(key); // a map keeps the order of insertion
    this.#pictures.set(key, bytes);
    this.#bytes += bytes.length - (known?.length ?? 0);
    for (const [oldest, picture] of this.#pictures) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#pictures.delete(oldest);
      this.#bytes -= picture.length;
    }
  }
}

function noFile(file: string): MorError {
  return new MorError("input-missing", `Expected an image, got no such file (${file})`, {
    hint: "It has been moved or deleted; take it out of the table or put it back.",
    path: file,
  });
}

function gone(): MorError {
  return new MorError("cancelled", "The page no longer waits for this picture.");
}
