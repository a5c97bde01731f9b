import { realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { MorError } from "../../../errors.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Labelled images on the disk: a folder, or a CSV manifest with the folder that it lies in. */
export interface TestData {
  /** Absolute, links resolved. */
  readonly path: string;
  readonly folder: string;
}

/**
 * Finds labelled images where the page may choose folders, and changes nothing.
 * @throws MorError `input-missing` for every other place, whether anything is there or not; `usage` for a file that is no CSV.
 */
export async function findTestData({ folder, folders }: Workspace, path: string): Promise<TestData> {
  const full = resolve(folder, path);
  try {
    const real = await realpath(full);
    const isFolder = (await stat(real)).isDirectory();
    const found = { path: real, folder: isFolder ? real : dirname(real) };
    // A file in a chosen folder can be seen already; all else must lie where folders may be looked at.
    await folders.resolve(real).catch(() => folders.browse(found.folder));
    if (isFolder || /\.csv$/i.test(real)) return found;
  } catch (cause) {
    throw new MorError("input-missing", `Expected a folder or a CSV file that can be chosen, got ${path}`, {
      hint: "Choose it from the list of folders. Others can be allowed: start mor serve with --browse and a folder above them.",
      path,
      cause,
    });
  }
  throw new MorError("usage", `Expected a folder or a CSV file, got another file (${path})`, {
    hint: "Choose the folder that has one subfolder for each class.",
    path,
  });
}

/** The same, and its folder becomes one of the chosen, so that its images can be shown. @throws MorError as above. */
export async function admitTestData(workspace: Workspace, path: string): Promise<TestData> {
  const data = await findTestData(workspace, path);
  await workspace.folders.resolve(data.path).catch(() => workspace.folders.add(data.folder));
  return data;
}
