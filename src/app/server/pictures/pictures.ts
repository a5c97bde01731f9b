import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { evenOrder } from "./ahead/even-order.ts";
import { workAhead } from "./ahead/work-ahead.ts";
import type { Drawn, PictureJob } from "./draw-picture.ts";
import { type AskOptions, openDrawQueue } from "./draw-queue.ts";
import { openPictureStore, pictureKey } from "./picture-store.ts";
import { openPictureThreads } from "./picture-threads.ts";
import { openPreviews } from "./previews.ts";
import { RecentPictures } from "./recent-pictures.ts";

/** Small and large pictures of image files, drawn once. */
export interface Pictures {
  /**
   * WebP. What was asked for last is drawn first; what nobody waits for any longer is not drawn.
   * @throws MorError as `drawPicture`; `input-missing` when there is no such file; `cancelled`.
   */
  readonly draw: (job: PictureJob, signal?: AbortSignal) => Promise<Uint8Array>;
  /**
   * What can be had in a moment, before any picture that somebody waits for: a picture that was drawn before, else a preview.
   * Of one page there is none. With `isAhead` after those of others.
   * @throws MorError as `draw`
   */
  readonly glance: (job: PictureJob, options?: AskOptions) => Promise<Drawn>;
  /** Draws one page and keeps nothing. @throws MorError as `drawPicture`. */
  readonly tryToDraw: (file: string) => Promise<void>;
  /**
   * Draws these while nobody waits, previews of all before pictures, and forgets what was to be drawn so before. While
   * `isBusy` it takes little of the machine.
   */
  readonly drawAhead: (jobs: readonly (() => Promise<PictureJob>)[], isBusy?: () => boolean) => void;
  /** Previews of files, 64 bytes each; zeros for those that were not drawn yet. */
  readonly previews: (files: readonly string[]) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}

/** The size and view of most pictures on the page. */
export const commonSize = 128;

/** Pictures are kept in `folder` and, the latest ones, in memory. */
export function openPictures(folder: string, memoryBytes: number = 64 * 2 ** 20): Pictures {
  const store = openPictureStore(folder);
  const threads = openPictureThreads();
  const opening = openPreviews(join(folder, "previews.bin"));
  const memory = new RecentPictures(memoryBytes);
  let ahead = new AbortController();
  let lastAsked = Number.NEGATIVE_INFINITY;

  const keep = async (key: string, { file }: PictureJob, { picture, preview }: Drawn): Promise<void> => {
    if (preview) void opening.then((previews) => previews.keep(file, preview));
    if (picture) await store.write(key, picture);
  };
  const queue = openDrawQueue(threads, (key, job, drawn) => {
    if (drawn.picture) memory.keep(key, drawn.picture);
    void keep(key, job, drawn);
  });

  const previewAhead = async (job: PictureJob): Promise<void> => {
    const key = await pictureKey(job);
    if (key === undefined || (await opening).get(job.file)) return;
    await keep(key, job, await threads.draw(job, "preview"));
  };
  const pictureAhead = async (job: PictureJob): Promise<void> => {
    const key = await pictureKey(job);
    if (key === undefined || (await store.has(key))) return;
    await keep(key, job, await threads.draw(job, "picture"));
  };

  return {
    async draw(job, signal) {
      lastAsked = performance.now();
      const key = await keyOf(job);
      const known = memory.get(key) ?? (await store.read(key));
      if (known) {
        memory.keep(key, known);
        return known;
      }
      const { picture } = await queue.ask("picture", key, job, signal && { signal });
      if (picture === undefined) throw new RangeError("a picture that is none"); // it was asked for
      return picture;
    },
    async glance(job, options) {
      lastAsked = performance.now();
      const key = await keyOf(job);
      const preview = (await opening).get(job.file);
      const isPage = job.view.page !== undefined;
      // What has no preview was hardly ever drawn.
      const picture = memory.get(key) ?? (isPage || preview ? await store.read(key) : undefined);
      if (picture) {
        memory.keep(key, picture);
        return { picture };
      }
      if (isPage) return {};
      return preview ? { preview } : await queue.ask("preview", key, job, options);
    },
    async tryToDraw(file) {
      await threads.draw({ file, size: 32, view: { page: 0 } }, "picture");
    },
    drawAhead(jobs, isBusy = () => false) {
      ahead.abort();
      ahead = new AbortController();
      // Also pictures that are there take time on their way.
      const quietFor = (): number => Math.min(queue.quietFor(), performance.now() - lastAsked);
      // A thread must not wait for files to be looked up.
      const options = { lanes: 2 * threads.width, quietFor, isBusy, signal: ahead.signal };
      void workAhead(stepsOf(jobs, previewAhead, pictureAhead), options);
    },
    previews: async (files) => (await opening).all(files),
    async close() {
      ahead.abort();
      await threads.close();
      await (await opening).written();
    },
  };
}

function* stepsOf(
  jobs: readonly (() => Promise<PictureJob>)[],
  preview: (job: PictureJob) => Promise<void>,
  picture: (job: PictureJob) => Promise<void>,
): Generator<() => Promise<void>> {
  for (const at of evenOrder(jobs.length)) {
    const job = jobs[at];
    if (job) yield async () => preview(await job());
  }
  for (const job of jobs) yield async () => picture(await job());
}

async function keyOf(job: PictureJob): Promise<string> {
  const key = await pictureKey(job);
  if (key === undefined) throw noFile(job.file);
  return key;
}

function noFile(file: string): MorError {
  return new MorError("input-missing", `Expected an image, got no such file (${file})`, {
    hint: "It has been moved or deleted; take it out of the table or put it back.",
    path: file,
  });
}
