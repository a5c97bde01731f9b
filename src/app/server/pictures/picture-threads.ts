import { availableParallelism } from "node:os";
import { openWorkThread } from "../threads/work-thread.ts";
import { type Drawn, drawPicture, type PictureJob, takesTooLong, type Wanted } from "./draw-picture.ts";

export interface PictureThreads {
  /** How many pictures are worth being asked for at once. */
  readonly width: number;
  /** @throws MorError as `drawPicture` */
  readonly draw: (job: PictureJob, wanted: Wanted) => Promise<Drawn>;
  readonly close: () => Promise<void>;
}

/** What a thread is asked. */
export interface PictureQuestion {
  readonly job: PictureJob;
  readonly wanted: Wanted;
}

/** `drawPicture` ends between two planes what takes long; one plane alone can hold a thread for ever. */
const limitMs = 30_000;

/**
 * Draws pictures on threads of their own, so that the server answers meanwhile. Threads start with the first picture and
 * keep no process alive. Sources that are not compiled have no file that a thread could start with: they draw here.
 */
export function openPictureThreads(): PictureThreads {
  if (import.meta.url.endsWith(".ts")) return { width: 2, draw: drawPicture, close: async () => {} };
  const count = Math.max(1, Math.min(4, availableParallelism()));
  const threads = Array.from({ length: count }, () =>
    openWorkThread<PictureQuestion, Drawn>({
      script: new URL("./picture-thread.js", import.meta.url),
      limitMs,
      tooLong: ({ job }) => takesTooLong(job.file, limitMs),
    }),
  );
  return {
    width: 2 * count, // one is read while another is packed
    draw(job, wanted) {
      const idle = threads.reduce((best, next) => (next.load() < best.load() ? next : best));
      return idle.ask({ job, wanted });
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
