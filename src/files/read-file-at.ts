import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { liesAt } from "./lies-at.ts";

/**
 * The bytes of the file at `path` (absolute, links resolved). What is behind a link by now is not read.
 * @throws Error of the file system; with the code `ENOENT` also for what is behind a link, or no plain file.
 */
export async function readFileAt(path: string): Promise<Uint8Array> {
  const handle = await openFileAt(path);
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** The same, opened for reading; the caller closes it. @throws Error as `readFileAt` */
export async function openFileAt(path: string): Promise<FileHandle> {
  for (let left = attempts; left > 0; left--) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    let isIt = false;
    try {
      if (!(await handle.stat()).isFile()) break;
      isIt = liesAt(handle.fd, path);
      if (isIt) return handle;
    } finally {
      if (!isIt) await handle.close();
    }
  }
  throw Object.assign(new Error(`No plain file at this very path: ${path}`), { code: "ENOENT" });
}

/** A file may just have been replaced by a new one of its name. */
const attempts = 3;
