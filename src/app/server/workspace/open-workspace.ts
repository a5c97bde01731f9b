import { lstat, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { openImageHistory } from "./history/open-image-history.ts";
import { makeOwnFolder } from "./make-own-folder.ts";
import { openChosenFolders } from "./open-chosen-folders.ts";
import { openImageTable } from "./open-image-table.ts";
import type { Workspace } from "./workspace.ts";

/**
 * Opens a folder as a workspace, and makes it where it is missing. Folders below `roots` can be added to it.
 *
 * @throws MorError `output-unwritable` for what can be no folder, or holds links in place of its own folders; `manifest-invalid` for a broken table of images.
 */
export async function openWorkspace(path: string, roots: readonly string[]): Promise<Workspace> {
  await makeFolder(path);
  const folder = await realpath(path);
  // A workspace may come from anywhere: what is kept in it behind the user's back stays in it.
  for (const name of ["jobs", "thumbnails"]) await makeOwnFolder(folder, ".mor", name);
  const [images, folders] = await Promise.all([openImageTable(folder), openChosenFolders(folder, roots)]);
  const history = await openImageHistory(await makeOwnFolder(folder, ".mor", "history"), images);
  return {
    folder,
    images,
    history,
    folders,
    checkThere: await openPresence(folder),
    close: images.close,
  };
}

async function openPresence(folder: string): Promise<Workspace["checkThere"]> {
  const own = join(folder, ".mor");
  const inodeOf = (path: string): Promise<bigint | undefined> =>
    stat(path, { bigint: true }).then(
      ({ ino }) => ino,
      () => undefined,
    );
  const inode = await inodeOf(folder);
  return async () => {
    const found = await inodeOf(folder);
    if (found === inode) return;
    // Where a disk was mounted, an empty folder is left; some disks number the same folder anew.
    const isSame = found !== undefined && (await lstat(own).catch(() => undefined)) !== undefined;
    if (isSame) return;
    throw new MorError(
      "input-missing",
      `The folder ${folder} is gone: it was deleted or moved, or its disk is no longer there.`,
      {
        hint: "Put it back, or connect its disk again. If it lies elsewhere now, start mor serve with that folder.",
        path: folder,
      },
    );
  };
}
