import { lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { isImageFile } from "../../../data/images/image-file.ts";
import { outputError } from "../../../files/output-error.ts";
import { explainedFiles } from "../explanations/read-explanation.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findPredictionRecord } from "./prediction-record.ts";

/**
 * Deletes those folders among `images` into which the page has put dropped images. One stays, whole, that another table was
 * made of, that holds an image of the table of images or an explained one, or anything but images.
 *
 * @param images as a record of predictions names them, relative to the workspace.
 * @param shelf the folder of the predictions, absolute, links resolved.
 * @param others names of the other tables.
 * @throws MorError `output-unwritable`.
 */
export async function removeDropped(
  images: readonly string[],
  shelf: string,
  workspace: Workspace,
  others: readonly string[],
): Promise<void> {
  const batches = images.filter((path) => /^predictions\/dropped-[^/\\]+$/.test(path));
  if (batches.length === 0) return;
  const records = await Promise.all(others.map((name) => findPredictionRecord(workspace, name)));
  const needed = [
    ...records.flatMap((record) => record?.images ?? []),
    ...workspace.images.images().map(({ path }) => path),
    ...(await explainedFiles(workspace)),
  ];
  for (const batch of batches) {
    if (needed.some((path) => path === batch || path.startsWith(`${batch}/`))) continue;
    await removeBatch(join(shelf, batch.slice("predictions/".length)));
  }
}

async function removeBatch(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return; // gone, or a link that leads elsewhere
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    if (!entries.every((entry) => entry.isFile() && isImageFile(entry.name))) return;
    for (const { name } of entries) await unlink(join(folder, name));
    await rmdir(folder);
  } catch (error) {
    throw outputError(error, folder);
  }
}
