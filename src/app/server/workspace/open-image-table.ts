import { join } from "node:path";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import { MorError } from "../../../errors.ts";
import { givePartsToNew } from "./give-parts-to-new.ts";
import type { ImageTable, TableChange, TableImage } from "./image-table.ts";
import { openTableFiles } from "./table-files.ts";

/**
 * Opens the table of a workspace. It lies in memory; changes that wait for each other are written together.
 *
 * @throws MorError `manifest-invalid` when one of its two files is no such table.
 */
export async function openImageTable(folder: string): Promise<ImageTable> {
  const files = openTableFiles(folder);
  let state = toState(await files.read());
  let revision = 1;
  const waiting: Waiting[] = [];
  let working: Promise<void> | undefined;

  /** What others have written since counts as a change before ours. */
  const reload = async (): Promise<void> => {
    if (!(await files.isForeign())) return;
    state = toState(await files.read());
    revision++;
  };

  /** Whoever writes between our reading and our writing keeps what he wrote, and ours is done on top of it. */
  const carryOut = async (batch: readonly Waiting[]): Promise<Outcome> => {
    for (let left = mostAttempts; left > 0; left--) {
      await reload();
      const outcome = applyAll(state.images, batch);
      const { next } = outcome;
      if (next === state.images) return outcome;
      if (await files.write(next)) {
        state = toState(next);
        revision++;
        return outcome;
      }
    }
    await reload();
    throw new MorError(
      "output-unwritable",
      `Expected to change the table of images alone, got changes by another program (${join(folder, "manifest.csv")})`,
      { hint: "It has been read again. Close the other program, or wait until it is done, and try again." },
    );
  };

  const workOff = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0);
      try {
        const { accepted, refused } = await carryOut(batch);
        for (const { settle, done } of accepted) settle(done);
        for (const { fail, error } of refused) fail(error);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
  };

  const work = (): Promise<void> => {
    working ??= workOff().finally(() => {
      working = undefined;
      // Who was just told may have asked again before this line.
      if (waiting.length > 0) void work();
    });
    return working;
  };

  const update: ImageTable["update"] = (change) =>
    new Promise((settle, fail) => {
      waiting.push({ change, settle, fail });
      void work();
    });

  return {
    manifest: join(folder, "manifest.csv"),
    images: () => state.images,
    get: (path) => state.byPath().get(path),
    revision: () => revision,
    update,
    // One after the other with the changes: a reading beside them could undo one.
    async refresh() {
      await update((images) => images);
    },
    async close() {
      while (working) await working;
    },
  };
}

const mostAttempts = 3;

interface Waiting {
  readonly change: (images: readonly TableImage[]) => readonly TableImage[];
  readonly settle: (done: TableChange) => void;
  readonly fail: (error: unknown) => void;
}

interface Accepted extends Waiting {
  readonly done: TableChange;
}

interface Refused extends Waiting {
  readonly error: unknown;
}

/** Nobody is told before it is on the disk: beside another program all are asked again, and may get another answer. */
interface Outcome {
  readonly next: readonly TableImage[];
  readonly accepted: readonly Accepted[];
  readonly refused: readonly Refused[];
}

interface State {
  readonly images: readonly TableImage[];
  readonly byPath: () => ReadonlyMap<string, TableImage>;
}

function toState(images: readonly TableImage[]): State {
  let index: ReadonlyMap<string, TableImage> | undefined;
  return {
    images,
    byPath: () => {
      index ??= new Map(images.map((image) => [image.path, image]));
      return index;
    },
  };
}

/** One change after the other; one that is refused leaves no trace. */
function applyAll(images: readonly TableImage[], batch: readonly Waiting[]): Outcome {
  let next = images;
  const accepted: Accepted[] = [];
  const refused: Refused[] = [];
  for (const waiting of batch) {
    try {
      const before = next;
      next = settleImages(before, waiting.change(before));
      accepted.push({ ...waiting, done: { before, after: next } });
    } catch (error) {
      refused.push({ ...waiting, error });
    }
  }
  return { next, accepted, refused };
}

function settleImages(before: readonly TableImage[], after: readonly TableImage[]): readonly TableImage[] {
  if (after === before) return before;
  const isSorted = after.every((image, index) => {
    const previous = after[index - 1];
    return previous === undefined || byCodePoint(previous.path, image.path) < 0;
  });
  const sorted = isSorted ? after : [...after].sort((a, b) => byCodePoint(a.path, b.path));
  const twice = isSorted
    ? undefined
    : sorted.find((image, index) => index > 0 && sorted[index - 1]?.path === image.path);
  if (twice) {
    throw new MorError("usage", `Expected each image once, got ${twice.path} twice`, {
      hint: "Reload the page and try again.",
    });
  }
  return givePartsToNew(sorted);
}
