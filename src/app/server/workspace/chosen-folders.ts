import type { FolderListing } from "../../protocol/workspace-api.ts";

/** The folders whose files the page may see: the workspace and those that the user has chosen. */
export interface ChosenFolders {
  /** Absolute, links resolved, sorted; the workspace itself is not among them. */
  readonly list: () => readonly string[];
  /** @throws MorError `input-missing` for what is no folder; `usage` for one outside of the allowed roots. */
  readonly add: (folder: string) => Promise<string>;
  readonly remove: (folder: string) => Promise<void>;
  /**
   * The real path of a file or folder (absolute, or relative to the workspace) that lies below the workspace or a chosen folder.
   * @throws MorError `input-missing` for every other path, whether it exists or not.
   */
  readonly resolve: (path: string) => Promise<string>;
  /** @throws MorError `input-missing` for what is no folder; `usage` for one outside of the allowed roots. */
  readonly browse: (path?: string) => Promise<FolderListing>;
}
