import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import { isInside } from "../../../data/dataset/listing.ts";
import { isImageFile } from "../../../data/images/image-file.ts";
import { MorError } from "../../../errors.ts";
import { errnoOf } from "../../../files/output-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { FolderListing } from "../../protocol/workspace-api.ts";
import type { ChosenFolders } from "./chosen-folders.ts";

/** Keeps the folders that were chosen elsewhere on the machine. */
const fileName = "workspace.json";

const content = z.object({ format: z.literal(1), folders: z.array(z.string()) });

/**
 * The chosen folders of a workspace (absolute, links resolved), which are kept in its workspace.json. Only folders below
 * `roots` can be looked at and chosen; roots that are missing are left out. Folders elsewhere that workspace.json names stay
 * in it and are not seen: `hiddenFolders` tells which.
 *
 * @throws MorError `input-missing` when workspace.json is not one of ours.
 */
export async function openChosenFolders(workspace: string, roots: readonly string[]): Promise<ChosenFolders> {
  const allowed = await realFolders([...roots, workspace]);
  const file = join(workspace, fileName);
  let stored = await readChosen(file);
  let chosen = stored.filter((folder) => isAllowed(folder, allowed));
  let saving: Promise<unknown> = Promise.resolve();
  /** One change after the other, each of what the one before has left. */
  const change = (next: (folders: readonly string[]) => readonly string[]): Promise<void> => {
    const turn = saving.then(async () => {
      const sorted = [...new Set(next(stored))].sort();
      await writeWhole(file, `${JSON.stringify({ format: 1, folders: sorted }, undefined, 2)}\n`);
      stored = sorted;
      chosen = stored.filter((folder) => isAllowed(folder, allowed));
    });
    saving = turn.catch(() => {});
    return turn;
  };
  const allowedFolder = async (path: string): Promise<string> => {
    const real = await realpath(path).catch(() => undefined);
    if (real !== undefined && allowed.some((root) => isInside(root, real))) return real;
    // Outside, one answer for what is not there and what may not be seen: nobody learns which folders there are.
    throw real === undefined && (await isMissingBelow(path, allowed))
      ? missing(path)
      : outside(path, allowed);
  };
  return {
    list: () => chosen,
    add: async (path) => {
      const real = await allowedFolder(resolve(workspace, path));
      if (!(await stat(real)).isDirectory()) {
        throw new MorError("input-missing", `Expected a folder, got a file (${path})`, {
          hint: "Choose the folder that the file lies in.",
          path,
        });
      }
      if (!isInside(workspace, real)) await change((folders) => [...folders, real]);
      return real;
    },
    remove: async (path) => {
      const full = resolve(workspace, path);
      const real = await realpath(full).catch(() => full);
      await change((folders) => folders.filter((folder) => folder !== real && folder !== full));
    },
    resolve: async (path) => {
      const real = await realpath(resolve(workspace, path)).catch(() => undefined);
      if (real !== undefined && [workspace, ...chosen].some((folder) => isInside(folder, real))) return real;
      throw new MorError("input-missing", `Expected a file of the workspace, got none (${path})`, {
        hint: "Only the workspace and the folders that were added to it can be seen here.",
        path,
      });
    },
    browse: async (path) => {
      const folder = await allowedFolder(path === undefined ? (allowed[0] ?? workspace) : path);
      return await listFolder(folder, allowed);
    },
  };
}

/** Folders that a workspace.json names but that may not be seen: a workspace may come from anywhere. @throws MorError as above. */
export async function hiddenFolders(workspace: string, roots: readonly string[]): Promise<readonly string[]> {
  const allowed = await realFolders([...roots, workspace]);
  return (await readChosen(join(workspace, fileName))).filter((folder) => !isAllowed(folder, allowed));
}

function isAllowed(folder: string, allowed: readonly string[]): boolean {
  return isAbsolute(folder) && resolve(folder) === folder && allowed.some((root) => isInside(root, folder));
}

async function readChosen(file: string): Promise<readonly string[]> {
  try {
    return content.parse(JSON.parse(await readFile(file, "utf8"))).folders;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return [];
    throw new MorError("input-missing", `Expected a list of folders, got something else (${file})`, {
      hint: "Move the file away; the folders can be chosen again on the page.",
      path: file,
      cause: error,
    });
  }
}

async function realFolders(paths: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(paths.map((path) => realpath(path).catch(() => undefined)));
  const folders = [...new Set(real.flatMap((path) => (path === undefined ? [] : [path])))];
  return folders.filter((path) => !folders.some((other) => other !== path && isInside(other, path)));
}

async function listFolder(folder: string, allowed: readonly string[]): Promise<FolderListing> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new MorError("input-missing", `Expected a folder that can be read, got none (${folder})`, {
      hint: "Choose another folder, or change the permissions of this one.",
      path: folder,
      cause: error,
    });
  });
  const named = entries.filter(({ name }) => !name.startsWith("."));
  const folders = await Promise.all(
    named.map(async (entry) => {
      if (entry.isDirectory()) return entry.name;
      if (!entry.isSymbolicLink()) return undefined;
      const real = await realpath(join(folder, entry.name)).catch(() => undefined);
      if (real === undefined || !allowed.some((root) => isInside(root, real))) return undefined;
      return (await stat(real)).isDirectory() ? entry.name : undefined;
    }),
  );
  return {
    path: folder,
    parent: allowed.includes(folder) ? null : dirname(folder),
    folders: folders
      .flatMap((name) => (name === undefined ? [] : [name]))
      .sort((one, other) => one.localeCompare(other, undefined, { numeric: true })),
    images: named.filter((entry) => !entry.isDirectory() && isImageFile(entry.name)).length,
    roots: allowed,
  };
}

/** Whether nothing is there, and what lies nearest above it may be seen. */
async function isMissingBelow(path: string, allowed: readonly string[]): Promise<boolean> {
  if (!isAbsolute(path)) return false;
  for (let above = path; ; above = dirname(above)) {
    const real = await realpath(above).catch(() => undefined);
    if (real !== undefined) return allowed.some((root) => isInside(root, real));
    // A link to nothing leads nobody knows where.
    const isLink = await lstat(above).then(
      () => true,
      () => false,
    );
    if (isLink || dirname(above) === above) return false;
  }
}

function missing(path: string): MorError {
  return new MorError("input-missing", `There is no such folder (${path})`, {
    hint: "Check the spelling; the list shows which folders there are.",
    path,
  });
}

function outside(path: string, allowed: readonly string[]): MorError {
  return new MorError("usage", `Expected a folder below ${allowed.join(" or ")}, got another (${path})`, {
    hint: "Start mor serve with --browse and a folder above the images to allow it.",
    path,
  });
}
