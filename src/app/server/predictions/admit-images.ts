import { isAbsolute } from "node:path";
import { mapConcurrently } from "../../../data/dataset/map-concurrently.ts";
import { MorError } from "../../../errors.ts";
import type { ChosenFolders } from "../workspace/chosen-folders.ts";

/**
 * Real paths of folders and files that shall be judged. A folder that is not chosen yet becomes one of the chosen, where the
 * server's roots allow it.
 * @throws MorError `input-missing`, `usage`.
 */
export async function admitImages(folders: ChosenFolders, images: readonly string[]): Promise<string[]> {
  const admit = async (path: string): Promise<string> => {
    try {
      return await folders.resolve(path);
    } catch (error) {
      if (!(error instanceof MorError) || error.code !== "input-missing" || !isAbsolute(path)) throw error;
      return await folders.add(path);
    }
  };
  return await mapConcurrently(images, admit, { limit: 1 }); // the list of chosen folders is written each time
}
