import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { errnoOf, outputError } from "./output-error.ts";

/**
 * Makes a folder and those above it. Node's recursive `mkdir` never ends where a folder exists but takes no entries,
 * as /proc does.
 *
 * @throws MorError `output-unwritable`.
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(resolve(folder));
  } catch (error) {
    throw outputError(error, folder);
  }
}

async function makeFolders(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const code = errnoOf(error);
    const parent = dirname(folder);
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return;
    if (code !== "ENOENT" || parent === folder) throw error;
    if (!(await isFolder(parent))) await makeFolders(parent);
    await makeLast(folder);
  }
}

/** Another process may make the same folders at the same time. */
async function makeLast(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (errnoOf(error) !== "EEXIST" || !(await isFolder(folder))) throw error;
  }
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
