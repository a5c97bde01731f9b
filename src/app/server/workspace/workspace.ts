import type { ChosenFolders } from "./chosen-folders.ts";
import type { ImageTable } from "./image-table.ts";

/** A workspace that is open: one folder with all that the page knows, in the files of the command line. */
export interface Workspace {
  /** Absolute, links resolved. */
  readonly folder: string;
  readonly images: ImageTable;
  readonly folders: ChosenFolders;
  /** Waits until all changes are on the disk. */
  readonly close: () => Promise<void>;
}
