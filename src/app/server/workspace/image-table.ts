import type { Part } from "../../../data/dataset/dataset.ts";

/** What the workspace knows of an image. */
export interface TableImage {
  /** As in manifest.csv: relative to the workspace where it lies below, else absolute; forward slashes. */
  readonly path: string;
  /** Empty while it has none. */
  readonly label: string;
  readonly group?: string | undefined;
  readonly part?: Part | undefined;
  readonly columns: Readonly<Record<string, string>>;
}

/** A table just before and just after one change; the same object when nothing has changed. */
export interface TableChange {
  readonly before: readonly TableImage[];
  readonly after: readonly TableImage[];
}

/** All images of a workspace, with their labels: `manifest.csv` (labelled) and `unlabelled.csv`. */
export interface ImageTable {
  /** Sorted by path. */
  readonly images: () => readonly TableImage[];
  /** The image of that path. */
  readonly get: (path: string) => TableImage | undefined;
  /** Counts up with every change. */
  readonly revision: () => number;
  /**
   * Resolves once the change is on the disk, with what it has done. `change` gives the new images; they are sorted and checked for repetition.
   * A labelled image without a part, beside others that have one, gets the part of its group, else train.
   * What another program has written meanwhile stays, and `change` may be asked once more with that.
   * @throws MorError `usage` for a path that stands twice; `output-unwritable`, and then nothing has changed.
   */
  readonly update: (change: (images: readonly TableImage[]) => readonly TableImage[]) => Promise<TableChange>;
  /** Reads the files again if someone else has written them. @throws MorError `manifest-invalid` */
  readonly refresh: () => Promise<void>;
  /** The manifest of the labelled images, absolute; what training reads. */
  readonly manifest: string;
  /** Waits until all changes are on the disk. */
  readonly close: () => Promise<void>;
}
