import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { describeImage } from "../../../data/images/describe-image.ts";
import { isImageFile } from "../../../data/images/image-file.ts";
import { MorError } from "../../../errors.ts";
import { errnoOf, outputError } from "../../../files/output-error.ts";
import { temporaryBeside } from "../../../files/write-whole.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkName, openShelf } from "../workspace/workspace-place.ts";

/** The largest image that is taken. */
export const largestDrop: number = 256 * 2 ** 20;

/**
 * Keeps an image that was dropped on the page in `predictions/BATCH/`, whole or not at all. A second one of the same name in
 * a batch replaces the first.
 * @returns its path and that of its folder, relative to the workspace.
 * @throws MorError `usage` for what is no name; `image-unreadable` and `image-unsupported` for what is no image; `output-unwritable`.
 */
export async function keepDroppedImage(
  workspace: Workspace,
  { batch, name }: { readonly batch: string; readonly name: string },
  body: ReadableStream<Uint8Array>,
): Promise<{ readonly path: string; readonly folder: string }> {
  const folder = `predictions/${checkName(batch)}`;
  if (!isImageFile(checkName(name))) {
    throw new MorError("image-unsupported", `Expected an image, got another file (${name})`, {
      hint: "Images are files ending in .png, .jpg, .jpeg, .tif or .tiff.",
      path: name,
    });
  }
  const shelf = await openShelf(workspace, "predictions");
  const place = join(shelf, batch);
  await mkdir(place).catch((error: unknown) => {
    if (errnoOf(error) !== "EEXIST") throw outputError(error, place);
  });
  // A link of that name could lead anywhere.
  if ((await workspace.folders.resolve(place)) !== place) {
    throw new MorError("output-unwritable", `Expected a folder of the workspace, got a link (${folder})`, {
      hint: "Put a folder in its place.",
      path: folder,
    });
  }
  const file = join(place, name);
  const temporary = temporaryBeside(file);
  try {
    // Node's and the browser's streams of bytes are the same at run time.
    const source = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    await pipeline(source, bounded(name), createWriteStream(temporary, { flags: "wx" }));
    await describeImage(temporary);
    await rename(temporary, file);
  } catch (error) {
    if (error instanceof MorError) throw renamed(error, temporary, name);
    throw outputError(error, file);
  } finally {
    await rm(temporary, { force: true }).catch(() => {}); // it has been renamed, or the first error is the one to tell
  }
  return { path: `${folder}/${name}`, folder };
}

/** Whatever the browser has said of its size before. */
function bounded(name: string): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (source) {
    let bytes = 0;
    for await (const piece of source) {
      bytes += piece.length;
      if (bytes > largestDrop) {
        throw new MorError("image-unsupported", `Expected an image of at most 256 MiB, got more (${name})`, {
          hint: "Put it into a folder and choose that instead.",
          path: name,
        });
      }
      yield piece;
    }
  };
}

/** The user knows the file by its own name. */
function renamed(error: MorError, temporary: string, name: string): MorError {
  return new MorError(error.code, error.message.replaceAll(temporary, name), {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    path: name,
    cause: error,
  });
}
