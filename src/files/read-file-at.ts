import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { liesAt } from "./lies-at.ts";

/**
 * The bytes of the file at `path` (absolute, links resolved). What is behind a link by now is not read.
 * @throws Error of the file system; with the code `ENOENT` also for what is behind a link, or no plain file.
 */
export async function readFileAt(path: string): Promise<Uint8Array> {
  for (let left = attempts; left > 0; left--) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      if (!(await handle.stat()).isFile()) break;
      if (liesAt(handle.fd, path)) return await handle.readFile();
    } finally {
      await handle.close();
    }
  }
  throw Object.assign(new Error(`No plain file at this very path: ${path}`), { code: "ENOENT" });
}

/** A file may just have been replaced by a new one of its name. */
const attempts = 3;
