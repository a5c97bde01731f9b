import { isAbsolute, relative, sep } from "node:path";
import type { Part } from "./dataset.ts";

/** An image that a folder or a manifest names, before anyone has looked into the file. */
export interface Candidate {
  /** Absolute path as it stands on the disk. */
  readonly file: string;
  /** Relative to the root, forward slashes, Unicode NFC. */
  readonly path: string;
  readonly label: string;
  readonly part?: Part;
  readonly group?: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Why the file cannot be used, where that is known already. */
  readonly broken?: string;
}

/** What DATA lists: all candidates and what was noticed on the way. */
export interface Listing {
  readonly root: string;
  readonly candidates: readonly Candidate[];
  readonly warnings: readonly string[];
  /** Names of the manifest's columns besides path, label, split and group; empty for folders. */
  readonly columns: readonly string[];
  /** The manifest's path; absent for folders. */
  readonly manifest?: string;
}

/** Whether `file` lies in `root` or below it; both absolute, symbolic links already resolved. */
export function isInside(root: string, file: string): boolean {
  const way = relative(root, file);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
