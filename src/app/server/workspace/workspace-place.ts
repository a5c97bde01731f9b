import { mkdir } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { errnoOf, outputError } from "../../../files/output-error.ts";
import type { Workspace } from "./workspace.ts";

/** Folders of a workspace whose direct children the page names. */
export type Shelf = "runs" | "explanations" | "predictions" | "features" | "evaluations";

const longestName = 150;

/** Whether a word can name a file or folder of a shelf: no way to anywhere else, nothing hidden, nothing that cannot be printed. */
export function isPlainName(name: string): boolean {
  return (
    name !== "" &&
    name.length <= longestName &&
    !/^\.|[/\\:*?"<>|]|[. ]$/.test(name) &&
    !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(name)
  );
}

/** @throws MorError `usage` for a word that is no plain name. */
export function checkName(name: string): string {
  if (isPlainName(name)) return name;
  throw new MorError(
    "usage",
    `Expected a plain name of at most ${longestName} letters, got ${JSON.stringify(name)}`,
    {
      hint: 'A name has none of / \\ : * ? " < > |, does not begin with a dot and does not end with one.',
    },
  );
}

/**
 * Absolute path of what lies directly in a shelf of the workspace.
 * @throws MorError `usage` for what is no name; `input-missing` where nothing lies there, or a link that leads elsewhere.
 */
export async function childOf(workspace: Workspace, shelf: Shelf, name: string): Promise<string> {
  const path = join(shelf, checkName(name));
  const real = await workspace.folders.resolve(path);
  if (dirname(real) === join(workspace.folder, shelf)) return real;
  throw new MorError("input-missing", `Expected ${path} in the workspace, got a link to elsewhere`, {
    hint: "Put the folder itself there.",
    path,
  });
}

/** The real path of a file below a folder of the workspace; undefined where there is none, or a link that leads out. */
export async function findBelow(
  { folders }: Workspace,
  folder: string,
  file: string,
): Promise<string | undefined> {
  try {
    return await folders.resolve(join(folder, file));
  } catch (error) {
    if (error instanceof MorError && error.code === "input-missing") return undefined;
    throw error;
  }
}

/** Makes a new, empty folder in a shelf, under the wanted name or that with a number. @throws MorError `usage`, `output-unwritable`. */
export async function claimFolder(
  workspace: Workspace,
  shelf: Shelf,
  wanted: string,
): Promise<{ readonly name: string; readonly path: string }> {
  const folder = await openShelf(workspace, shelf);
  return await claim(wanted, folder, (path) => mkdir(path));
}

/** The real path of a shelf, which is made where it is missing. @throws MorError `input-missing` for a link that leads out. */
export async function openShelf(workspace: Workspace, shelf: Shelf): Promise<string> {
  await makeFolder(join(workspace.folder, shelf));
  const folder = await workspace.folders.resolve(shelf);
  if (folder === join(workspace.folder, shelf)) return folder;
  throw new MorError(
    "output-unwritable",
    `Expected a folder ${shelf} in the workspace, got a link to elsewhere`,
    {
      hint: "Put a folder in its place.",
      path: shelf,
    },
  );
}

/**
 * Takes the first name that is free: the wanted one, else that with a number.
 * @param take makes what keeps the name; it fails with EEXIST where there is something already.
 * @throws MorError `usage`, `output-unwritable`.
 */
export async function claim(
  wanted: string,
  folder: string,
  take: (path: string) => Promise<unknown>,
): Promise<{ readonly name: string; readonly path: string }> {
  checkName(wanted);
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    const path = join(folder, name);
    try {
      await take(path);
      return { name, path };
    } catch (error) {
      if (errnoOf(error) !== "EEXIST") throw outputError(error, path);
    }
  }
}

/** "2026-11-23-153012-leaf": sorts by time, and says of which run. */
export function nameByTime(now: Date, run: string): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${day}-${time}-${run}`.slice(0, longestName - 10);
}

/** A file as the table of images names it: relative to the workspace where it lies below, else absolute; forward slashes. */
export function workspacePath(folder: string, file: string): string {
  const full = resolve(folder, file);
  const way = relative(folder, full);
  const outside = way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way);
  return (outside ? full : way).split(sep).join("/");
}

/** The run that a path means: its name where it lies in the workspace's runs, else the path. */
export function runNameOf(folder: string, run: string): string {
  const path = workspacePath(folder, run);
  return /^runs\/([^/]+)$/.exec(path)?.[1] ?? path;
}
