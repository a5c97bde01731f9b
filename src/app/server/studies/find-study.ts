import { lstat, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { studyFiles } from "../../tasks/study/folder/study-record.ts";
import { runName } from "../runs/find-run.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Where the studies of a workspace lie, relative to it. */
export const studiesFolder = "studies";

/**
 * The folder of a study, absolute: a true folder directly below the workspace's studies, whose own files are no links.
 * @throws MorError `input-missing` for everything else, whether it exists or not.
 */
export async function findStudy({ folder, folders }: Workspace, study: string): Promise<string> {
  const root = await folders.resolve(studiesFolder).catch((cause: unknown) => {
    throw noStudy(study, cause);
  });
  if (!runName.safeParse(study).success) throw noStudy(study);
  const path = join(root, study);
  const real = await realpath(path).catch((cause: unknown) => {
    throw noStudy(study, cause);
  });
  const isOwn = real === path && (await lstat(path)).isDirectory();
  if (!isOwn || (await hasLinks(path))) throw noStudy(study);
  return await folders.resolve(join(folder, studiesFolder, study));
}

/** Names of the folders in which studies lie; none before the first. */
export async function studyNames({ folders }: Workspace): Promise<readonly string[]> {
  const root = await folders.resolve(studiesFolder).catch(() => undefined);
  if (root === undefined) return [];
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : []));
}

/** Whether a file of a study is a link, which could lead out of the workspace. */
async function hasLinks(folder: string): Promise<boolean> {
  const found = await Promise.all(
    Object.values(studyFiles).map((name) => lstat(join(folder, name)).catch(() => undefined)),
  );
  return found.some((entry) => entry?.isSymbolicLink());
}

function noStudy(study: string, cause?: unknown): MorError {
  return new MorError("input-missing", `Expected the name of a study, got ${JSON.stringify(study)}`, {
    hint: "It may have been removed; look at the list of comparisons.",
    cause,
  });
}
