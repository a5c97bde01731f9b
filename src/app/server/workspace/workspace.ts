import type { ChosenFolders } from "./chosen-folders.ts";
import type { ImageHistory } from "./history/image-history.ts";
import type { ImageTable } from "./image-table.ts";

/** A workspace that is open: one folder with all that the page knows, in the files of the command line. */
export interface Workspace {
  /** Absolute, links resolved. */
  readonly folder: string;
  readonly images: ImageTable;
  /** What the page has changed in it, to be undone. */
  readonly history: ImageHistory;
  readonly folders: ChosenFolders;
  /** @throws MorError `input-missing` while the folder is gone: to read it then would show an empty study. */
  readonly checkThere: () => Promise<void>;
  /** Waits until all changes are on the disk. */
  readonly close: () => Promise<void>;
}
