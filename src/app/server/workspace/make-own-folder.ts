import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { makeFolder } from "../../../files/make-folder.ts";

/**
 * Makes a folder below a workspace (absolute, links resolved), `names` one in the other, and gives its path. A link among
 * them could lead anywhere and is refused before anything is made behind it.
 *
 * @throws MorError `output-unwritable`.
 */
export async function makeOwnFolder(workspace: string, ...names: readonly string[]): Promise<string> {
  let folder = workspace;
  for (const name of names) {
    folder = join(folder, name);
    const found = await lstat(folder).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      throw new MorError("output-unwritable", `Expected a folder in the workspace, got a link (${folder})`, {
        hint: "Put a folder in its place.",
        path: folder,
      });
    }
    if (found === undefined) await makeFolder(folder);
  }
  return folder;
}
