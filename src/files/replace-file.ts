import { type BigIntStats, renameSync, statSync } from "node:fs";
import { open, rm, stat } from "node:fs/promises";
import { outputError } from "./output-error.ts";
import { temporaryBeside } from "./write-whole.ts";

/** Changes whenever a file is written, since that gives it a new inode or time; empty when it is not there. */
export type FileStamp = string;

export async function stampOf(file: string): Promise<FileStamp> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  return found ? stampFrom(found) : "";
}

/**
 * Writes a file as a whole unless somebody else has written it since it had the stamp `known`, and gives its new stamp;
 * `undefined` when somebody has, whose content stays. Between the last look and the new name lie microseconds, and nothing
 * else is done there: no file system can do both in one.
 *
 * @throws MorError `output-unwritable` when the folder is missing or read-only, or the disk is full.
 */
export async function replaceFile(
  file: string,
  known: FileStamp,
  pieces: Iterable<string | Uint8Array>,
): Promise<FileStamp | undefined> {
  const temporary = temporaryBeside(file);
  try {
    const handle = await open(temporary, "wx");
    try {
      for (const piece of pieces) await handle.writeFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // It keeps that under its new name, which may have another's by the time that it is looked at.
    const ours = await stampOf(temporary);
    const found = statSync(file, { bigint: true, throwIfNoEntry: false });
    const isAsKnown = (found ? stampFrom(found) : "") === known;
    if (isAsKnown) renameSync(temporary, file);
    else await rm(temporary, { force: true });
    return isAsKnown ? ours : undefined;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {}); // the first error is the one to tell
    throw outputError(error, file);
  }
}

function stampFrom({ ino, size, mtimeNs }: BigIntStats): FileStamp {
  return `${ino}-${size}-${mtimeNs}`;
}
