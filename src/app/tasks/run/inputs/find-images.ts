import { readdir } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import { byCodePoint } from "../../../../data/dataset/code-point-order.ts";
import { isImageFile } from "../../../../data/images/image-file.ts";
import { MorError } from "../../../../errors.ts";
import { kindOf, missing } from "./path-kind.ts";

export interface FoundImage {
  /** Absolute path. */
  readonly file: string;
  /** Relative to the working folder, with forward slashes. */
  readonly path: string;
  /** Relative to the folder that was searched, with forward slashes; the bare name of a file that was given. */
  readonly below: string;
}

/**
 * Given files as they are, folders searched through; sorted, each once.
 * @throws MorError `input-missing` when there is no such file or folder, or no image in all.
 */
export async function findImages(inputs: readonly string[]): Promise<FoundImage[]> {
  const found = new Map<string, FoundImage>();
  for (const input of inputs) {
    const kind = await kindOf(input);
    if (kind === "missing") throw missing(input, "an image or a folder");
    const files = kind === "file" ? [input] : await listImages(input);
    for (const file of files.sort(byCodePoint)) {
      const below = kind === "file" ? basename(file) : slashed(relative(input, file));
      found.set(resolve(file), { file: resolve(file), path: slashed(relative(".", file)), below });
    }
  }
  if (found.size === 0) {
    throw new MorError("input-missing", `Expected images, got none (${inputs.join(", ")})`, {
      hint: "Images are files ending in .png, .jpg, .jpeg, .tif or .tiff.",
    });
  }
  return [...found.values()];
}

function slashed(path: string): string {
  return path.split(sep).join("/");
}

async function listImages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : await listImages(path);
      if (!isImageFile(entry.name)) return [];
      // A link to an image counts as one; links to folders are not followed, for they may go round in circles.
      return entry.isFile() || (await kindOf(path)) === "file" ? [path] : [];
    }),
  );
  return nested.flat();
}
