/** The folder that the server works in. */
export interface WorkspaceFacts {
  /** Absolute path, for people to read. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  readonly images: number;
  /** Images that have a label. */
  readonly labelled: number;
  readonly runs: number;
}

export interface FolderListing {
  /** Absolute path. */
  readonly path: string;
  /** Null at a root that may not be left. */
  readonly parent: string | null;
  readonly folders: readonly string[];
  /** Image files directly in it. */
  readonly images: number;
  /** Absolute paths of the roots below which folders can be chosen. */
  readonly roots: readonly string[];
}

export interface WorkspaceQueries {
  "workspace/facts": { readonly input: Readonly<Record<string, never>>; readonly output: WorkspaceFacts };
  /** Folders of the machine, for choosing one; without a path, the user's own. Only below the roots that `mor serve` allows. */
  "workspace/browse": {
    readonly input: { readonly path?: string | undefined };
    readonly output: FolderListing;
  };
}
