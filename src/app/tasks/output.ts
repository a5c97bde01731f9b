import type { Dirent } from "node:fs";
import { open, readdir, readFile, realpath, rmdir, stat, unlink } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { MorError } from "../../errors.ts";
import { makeFolder } from "../../files/make-folder.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import { writeWhole } from "../../files/write-whole.ts";

/** Says which command has written a folder; without it nothing in a folder is ever replaced. */
const markerName = "mor.json";

export interface OutputFolder {
  /** The task that writes, as in `phantoms`. */
  readonly madeBy: string;
  /** Replaces what an earlier run of the same task has left. */
  readonly force: boolean;
  /** Whether this task gives files such names; the path is relative with forward slashes. */
  readonly owns: (path: string) => boolean;
  /** Files and folders that are read: the output may be none of them and contain none of them. */
  readonly inputs?: readonly string[];
  readonly now: () => Date;
}

/**
 * Makes an empty folder to write to, with a marker of who writes it. A folder that has content is refused; with
 * `force` it is emptied, but only if the same task has made it and every file in it is one that the task writes.
 *
 * @throws MorError `output-exists`, `output-unwritable`.
 */
export async function prepareOutputFolder(folder: string, options: OutputFolder): Promise<void> {
  await clearOutputFolder(folder, options);
  await makeFolder(folder);
  await markOutputFolder(folder, options);
}

/** The first half of `prepareOutputFolder`, for writers that make the folder themselves: refuses or empties. */
export async function clearOutputFolder(folder: string, options: OutputFolder): Promise<void> {
  const files = await refuseOutputFolder(folder, options);
  try {
    if (files.length > 0) await emptyFolder(folder, files);
  } catch (error) {
    throw outputError(error, folder);
  }
}

/**
 * Refuses what `prepareOutputFolder` would refuse, and changes nothing: for writers that work long before they write.
 * @returns the files that would be removed.
 * @throws MorError `output-exists`, `output-unwritable`.
 */
export async function refuseOutputFolder(
  folder: string,
  options: Omit<OutputFolder, "now">,
): Promise<readonly string[]> {
  await refuseInputs(folder, options.inputs ?? []);
  try {
    const files = await listFiles(folder);
    if (files.every(isLitter)) return []; // it stays: nothing of ours lies there
    await refuseContent(folder, files, options);
    return files;
  } catch (error) {
    throw outputError(error, folder);
  }
}

/** The second half of `prepareOutputFolder`: says in the folder who has made it. */
export async function markOutputFolder(
  folder: string,
  { madeBy, now }: Pick<OutputFolder, "madeBy" | "now">,
): Promise<void> {
  const marker = { madeBy: `mor ${madeBy}`, created: now().toISOString() };
  await writeWhole(join(folder, markerName), `${JSON.stringify(marker, undefined, 2)}\n`);
}

/** Whether a task has made the folder; false for a folder that is not there. */
export async function isMadeBy(folder: string, madeBy: string): Promise<boolean> {
  return (await readMaker(join(folder, markerName))) === `mor ${madeBy}`;
}

/** Removes the temporary files that a killed run has left below a folder of ours. @throws MorError `output-unwritable`. */
export async function removeLeftovers(folder: string): Promise<void> {
  try {
    for (const path of await listFiles(folder)) if (isLeftover(path)) await unlink(join(folder, path));
  } catch (error) {
    throw outputError(error, folder);
  }
}

export interface OutputFile {
  readonly madeBy: string;
  readonly force: boolean;
  /** Whether the beginning of a file (at most 4 KiB of text) looks like what this task writes. */
  readonly owns: (beginning: string) => boolean;
  readonly inputs?: readonly string[];
}

/**
 * Makes sure that a file can be written: its folder is made where missing, a file that is there is refused, or with
 * `force` accepted if its content is of the kind that this task writes. Nothing is deleted here.
 *
 * @throws MorError `output-exists`, `output-unwritable`.
 */
export async function prepareOutputFile(file: string, options: OutputFile): Promise<void> {
  await refuseInputs(file, options.inputs ?? []);
  try {
    await makeFolder(dirname(resolve(file)));
    const beginning = await readBeginning(file);
    if (beginning === undefined) return;
    if (!options.force) throw exists(file, "a file that is there already", forceHint);
    if (!options.owns(beginning)) throw exists(file, `a file that mor ${options.madeBy} did not write`);
  } catch (error) {
    throw outputError(error, file);
  }
}

const forceHint = "Choose another name, or replace it with --force.";

function exists(path: string, got: string, hint = "Choose another name, or move it away."): MorError {
  return new MorError("output-exists", `Expected a new place for the output, got ${got} (${path})`, {
    hint,
    path,
  });
}

/** Replacing a folder that holds the input would destroy it before it is read. */
async function refuseInputs(output: string, inputs: readonly string[]): Promise<void> {
  const target = await realPath(output);
  for (const input of inputs) {
    const way = relative(target, await realPath(input));
    const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
    if (!outside) {
      throw exists(output, "the input or a folder that holds it", "Choose an output outside of the data.");
    }
  }
}

/** With links resolved where the path exists. */
async function realPath(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

/** All entries below that are no folders, with forward slashes; none for a folder that is missing. */
async function listFiles(folder: string, below = ""): Promise<string[]> {
  const files: string[] = [];
  for (const entry of await readFolder(join(folder, below))) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) files.push(...(await listFiles(folder, path)));
    else files.push(path);
  }
  return files;
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    if (errnoOf(error) === "ENOTDIR") throw exists(folder, "a file where a folder should be");
    throw error;
  }
}

async function refuseContent(
  folder: string,
  files: readonly string[],
  options: Omit<OutputFolder, "now">,
): Promise<void> {
  const maker = files.includes(markerName) ? await readMaker(join(folder, markerName)) : undefined;
  const ours = maker === `mor ${options.madeBy}`;
  if (!options.force) {
    throw exists(folder, "a folder that is not empty", ours ? forceHint : undefined);
  }
  if (!ours) throw exists(folder, `a folder that mor ${options.madeBy} did not make`);
  const foreign = files.filter(
    (path) => path !== markerName && !isLeftover(path) && !isLitter(path) && !options.owns(path),
  );
  if (foreign.length > 0) {
    const more = foreign.length > 1 ? ` and ${foreign.length - 1} more` : "";
    throw exists(
      folder,
      `a folder with files that mor ${options.madeBy} did not write: ${foreign[0]}${more}`,
    );
  }
}

async function emptyFolder(folder: string, files: readonly string[]): Promise<void> {
  // The marker goes last: a folder that was emptied in part is still known as ours.
  for (const path of files) if (path !== markerName) await unlink(join(folder, path));
  await unlink(join(folder, markerName));
  await removeEmptyFolders(folder);
}

/** The temporary file of a run that was killed while it wrote. */
function isLeftover(path: string): boolean {
  return /(^|\/)\.[^/]+\.[0-9a-f]{8}\.tmp$/.test(path);
}

/** What desktops leave in any folder that was looked at. */
function isLitter(path: string): boolean {
  return /(^|\/)(\.DS_Store|Thumbs\.db|desktop\.ini)$/i.test(path);
}

/** Removes folders only while they are empty: what appears meanwhile stays, and makes this fail. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    await removeEmptyFolders(join(folder, entry.name));
    await rmdir(join(folder, entry.name));
  }
}

async function readMaker(marker: string): Promise<unknown> {
  try {
    const content: unknown = JSON.parse(await readFile(marker, "utf8"));
    return typeof content === "object" && content !== null && "madeBy" in content
      ? content.madeBy
      : undefined;
  } catch {
    return undefined; // not a marker of ours, then
  }
}

async function readBeginning(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).isDirectory()) throw exists(file, "a folder where a file should be");
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
      return buffer.toString("utf8", 0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
