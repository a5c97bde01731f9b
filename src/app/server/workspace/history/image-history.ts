import type { TableChange } from "../image-table.ts";
import type { ChangeKind } from "./change-kind.ts";

/** A change of the table that can be undone, or done again. */
export interface HistoryStep {
  /** Counts up from change to change. */
  readonly id: number;
  readonly kind: ChangeKind;
  /** How many images it has changed. */
  readonly images: number;
}

/**
 * The changes that this program has made to the table of images, the newest last. They lie in `.mor/history`, so that a
 * restart forgets none; the oldest are forgotten. What other programs change is no step, and no step writes over it.
 */
export interface ImageHistory {
  /** What would be undone next. */
  readonly undoable: () => HistoryStep | undefined;
  /** What would be done again next. */
  readonly redoable: () => HistoryStep | undefined;
  /**
   * Keeps a change that is on the disk; what had been undone before it can no longer be done again. One that is joined to
   * the newest step by the same word becomes a part of it. What cannot be kept, because the disk is full, cannot be undone.
   */
  readonly record: (change: TableChange, kind: ChangeKind, join: string | undefined) => Promise<void>;
  /**
   * Takes a step back, which must be the one that would be undone next.
   * @throws MorError `usage` when it is another one by now, or when its images have changed since: then nothing is changed,
   *   and the step is forgotten; `output-unwritable`.
   */
  readonly undo: (id: number) => Promise<HistoryStep>;
  /** Does a step again. @throws MorError as `undo` */
  readonly redo: (id: number) => Promise<HistoryStep>;
}
