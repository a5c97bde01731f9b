import { MorError } from "../../../../errors.ts";
import type { ImageTable } from "../image-table.ts";
import { type HistoryFile, openHistoryFiles } from "./history-files.ts";
import type { HistoryStep, ImageHistory } from "./image-history.ts";
import { applyRows, reverse, rowChanges } from "./row-changes.ts";

/** How much is remembered: changes, and rows of all changes together. */
export interface HistoryBounds {
  readonly steps: number;
  readonly rows: number;
}

/** A change of more rows than that is remembered as long as it is the newest. */
const defaultBounds: HistoryBounds = { steps: 200, rows: 400_000 };

/** Opens the history of a table in a folder of its own (absolute, there already). */
export async function openImageHistory(
  folder: string,
  images: ImageTable,
  bounds: HistoryBounds = defaultBounds,
): Promise<ImageHistory> {
  const files = openHistoryFiles(folder);
  /** Those that are undone stand last. */
  const { done, undone, next } = await files.list();
  let last = next;
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  };

  const forgetOldest = async (): Promise<void> => {
    let rows = done.reduce((sum, step) => sum + step.images, 0);
    while (done.length > bounds.steps || (done.length > 1 && rows > bounds.rows)) {
      const oldest = done.shift();
      if (oldest === undefined) return;
      rows -= oldest.images;
      await files.remove(oldest);
    }
  };

  const record: ImageHistory["record"] = (change, kind, join) =>
    inTurn(async () => {
      const rows = rowChanges(change);
      if (rows.length === 0) return;
      for (const step of undone.splice(0)) await files.remove(step);
      const newest = done.at(-1);
      const isJoined = newest !== undefined && join !== undefined && newest.join === join;
      const step: HistoryFile = isJoined
        ? { ...newest, images: newest.images + rows.length }
        : { id: last++, kind, images: rows.length, join };
      await (isJoined ? files.append(step, rows) : files.create(step, rows));
      if (isJoined) done.pop();
      done.push(step);
      await forgetOldest();
    }).catch((error: unknown) => {
      // The change itself is on the disk. Steps before it look for themselves whether they still fit.
      if (!(error instanceof MorError)) throw error;
    });

  const move = (from: HistoryFile[], to: HistoryFile[], id: number): Promise<HistoryStep> =>
    inTurn(async () => {
      const step = from.at(-1);
      if (step === undefined || step.id !== id) throw anotherStep();
      const rows = await files.read(step, from === undone);
      try {
        await images.update((now) => applyRows(now, from === done ? reverse(rows) : rows));
      } catch (error) {
        if (error instanceof MorError && error.code === "usage") {
          from.pop();
          await files.remove(step);
        }
        throw error;
      }
      from.pop();
      to.push(step);
      await files.mark(step, to === undone);
      return step;
    });

  return {
    undoable: () => done.at(-1),
    redoable: () => undone.at(-1),
    record,
    undo: (id) => move(done, undone, id),
    redo: (id) => move(undone, done, id),
  };
}

function anotherStep(): MorError {
  return new MorError("usage", "Expected the change that was made last, got another one meanwhile", {
    hint: "Another tab or program has changed the images. Look at what the button says now, and press it again.",
  });
}
