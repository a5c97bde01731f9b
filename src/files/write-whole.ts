import { randomUUID } from "node:crypto";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { outputError } from "./output-error.ts";

/** What a file is made of; pieces are written one after the other and never held in memory together. */
export type Content = string | Uint8Array | Iterable<string | Uint8Array>;

/**
 * Writes a file as a whole or not at all: under a temporary name beside it, then renamed over `file`. A file of that
 * name is replaced; on failure it stays as it was. Content in pieces is on the disk before the name changes.
 *
 * @throws MorError `output-unwritable` when the folder is missing or read-only, or the disk is full.
 */
export async function writeWhole(file: string, content: Content): Promise<void> {
  const temporary = temporaryBeside(file);
  try {
    if (typeof content === "string" || content instanceof Uint8Array) {
      await writeFile(temporary, content, { flag: "wx" });
    } else {
      await writePieces(temporary, content);
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw outputError(error, file);
  }
}

/** A hidden name in the same folder, new at every call: `.name.0a1b2c3d.tmp`. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomUUID().slice(0, 8)}.tmp`);
}

async function writePieces(file: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const handle = await open(file, "wx");
  try {
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
