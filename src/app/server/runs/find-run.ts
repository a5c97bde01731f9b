import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { runFiles } from "../../tasks/run/folder/run-record.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Where the runs of a workspace lie, relative to it. */
export const runsFolder = "runs";

/** A name for a new run: safe as a folder on every system, and as a word of a command line. */
export const newRunName: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/, {
    error: "1 to 64 letters, digits, - _ or dots, beginning with a letter or digit",
  })
  .regex(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/i, { error: "a name that Windows does not reserve" });

/** The name of a run that is there: one folder name, never a path. */
export const runName: z.ZodType<string> = z
  .string()
  .min(1)
  .max(255)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL ends a path on every system
  .regex(/^(?!\.{1,2}$)[^/\\\u0000]+$/, { error: "the name of a run" });

/**
 * The folder of a run, absolute: a true folder directly below the workspace's runs, whose own files are no links.
 * @throws MorError `input-missing` for everything else, whether it exists or not.
 */
export async function findRun({ folder, folders }: Workspace, run: string): Promise<string> {
  const root = await folders.resolve(runsFolder).catch((cause: unknown) => {
    throw noRun(run, cause);
  });
  if (!runName.safeParse(run).success) throw noRun(run);
  const path = join(root, run);
  const real = await realpath(path).catch((cause: unknown) => {
    throw noRun(run, cause);
  });
  const isOwn = real === path && (await lstat(path)).isDirectory();
  if (!isOwn || (await hasLinks(path))) throw noRun(run);
  // What `folders` allows is asked last: it also knows the roots that the workspace itself must lie in.
  return await folders.resolve(join(folder, runsFolder, run));
}

/** Whether a file of a run is a link, which could lead out of the workspace. */
async function hasLinks(folder: string): Promise<boolean> {
  const found = await Promise.all(
    Object.values(runFiles).map((name) => lstat(join(folder, name)).catch(() => undefined)),
  );
  return found.some((entry) => entry?.isSymbolicLink());
}

function noRun(run: string, cause?: unknown): MorError {
  return new MorError("input-missing", `Expected the name of a run, got ${JSON.stringify(run)}`, {
    hint: "It may have been renamed or removed; look at the list of runs.",
    cause,
  });
}
