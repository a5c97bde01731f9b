import { closeSync, constants, fstatSync, open, openSync, read, readSync } from "node:fs";
import { promisify } from "node:util";
import { MorError } from "../../../errors.ts";
import { liesAt } from "../../../files/lies-at.ts";
import { reasonOf, unreadable } from "./image-error.ts";

/** The bytes of an open file; files up to 16 MiB are held, larger ones are read piece by piece. */
export interface ByteSource {
  readonly path: string;
  /** Bytes in the file, at least 1. */
  readonly size: number;
  /** @throws MorError `image-unreadable` when the range reaches beyond the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** How a file is opened. */
export interface OpenLimits {
  /**
   * False: only the file at this very path (absolute, links resolved) is read, not one that a link leads to by the time
   * that it is opened. Links are followed by default.
   */
  readonly followLinks?: boolean;
}

const heldBytes = 16 << 20;

/** Without the objects and bookkeeping of a `FileHandle`, which take longer than reading a small file. */
const [openFile, readFile] = [promisify(open), promisify(read)];

/** Files below this size are read at once: where the system has them in memory, a detour over a thread takes longer. */
const atOnceBytes = 1 << 20;

/** When that took longer than some milliseconds, the disk is slow: this many files are then waited for on a thread. */
const [slowMilliseconds, slowFiles] = [2, 64];
let waitedFor = 0;

/**
 * Opens a file for as long as `use` runs.
 *
 * @throws MorError `image-unreadable` for what is missing, empty, not readable, or not a plain file.
 */
export async function withByteSource<T>(
  path: string,
  { followLinks = true }: OpenLimits,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const handle = followLinks ? await openPlainFile(path) : await openAt(path);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) {
      const kind = stat.isDirectory() ? "a folder" : "a device or pipe";
      throw unreadable(path, `an image file, got ${kind}`, "Give the path of an image.");
    }
    if (stat.size === 0) {
      throw unreadable(path, "an image, got a file of zero bytes", "Copy the file again from its origin.");
    }
    return await use(await sourceOf(path, handle, stat.size));
  } catch (error) {
    if (error instanceof MorError) throw error;
    throw unreadable(path, `a readable file, got: ${reasonOf(error)}`, "Check the disk and the file.", error);
  } finally {
    closeSync(handle);
  }
}

/** A file may just have been replaced by a new one of its name. */
const attempts = 3;

async function openAt(path: string): Promise<number> {
  for (let left = attempts; left > 0; left--) {
    const handle = await openPlainFile(path);
    if (liesAt(handle, path)) return handle;
    closeSync(handle);
  }
  const hint = "Put the file itself there, or add the folder that the link leads to.";
  throw unreadable(path, "an image file at this very path, got one behind a link", hint);
}

async function openPlainFile(path: string): Promise<number> {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    if (waitedFor > 0) return await openFile(path, flags);
    const start = performance.now();
    const handle = openSync(path, flags);
    if (performance.now() - start > slowMilliseconds) waitedFor = slowFiles;
    return handle;
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw missing
      ? unreadable(path, "an image file, got nothing at this path", "Check the path.", error)
      : unreadable(path, `a readable file, got: ${reasonOf(error)}`, "Check path and permissions.", error);
  }
}

async function sourceOf(path: string, handle: number, size: number): Promise<ByteSource> {
  const readRange = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    const isAtOnce = length <= atOnceBytes && waitedFor === 0;
    const start = performance.now();
    for (let done = 0; done < length; ) {
      const bytesRead = isAtOnce
        ? readSync(handle, bytes, done, length - done, offset + done)
        : (await readFile(handle, bytes, done, length - done, offset + done)).bytesRead;
      if (bytesRead === 0) throw truncated(path, offset + length, offset + done);
      done += bytesRead;
    }
    if (!isAtOnce) waitedFor = Math.max(0, waitedFor - 1);
    else if (performance.now() - start > slowMilliseconds) waitedFor = slowFiles;
    return bytes;
  };
  const held = size <= heldBytes ? await readRange(0, size) : undefined;
  return {
    path,
    size,
    async read(offset, length) {
      if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
        throw truncated(path, offset + length, size);
      }
      return held ? held.subarray(offset, offset + length) : readRange(offset, length);
    },
  };
}

function truncated(path: string, expected: number, got: number): MorError {
  return unreadable(
    path,
    `at least ${expected} bytes, got ${got}: the file is cut short or damaged`,
    "Copy the file again from its origin.",
  );
}
