import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { MorError } from "../../../errors.ts";
import { reasonOf, unreadable } from "./image-error.ts";

/** The bytes of an open file; files up to 16 MiB are held, larger ones are read piece by piece. */
export interface ByteSource {
  readonly path: string;
  /** Bytes in the file, at least 1. */
  readonly size: number;
  /** @throws MorError `image-unreadable` when the range reaches beyond the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const heldBytes = 16 << 20;

/**
 * Opens a file for as long as `use` runs.
 *
 * @throws MorError `image-unreadable` for what is missing, empty, not readable, or not a plain file.
 */
export async function withByteSource<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await openPlainFile(path);
  try {
    const stat = await handle.stat();
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
    await handle.close();
  }
}

async function openPlainFile(path: string): Promise<FileHandle> {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer for ever.
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw missing
      ? unreadable(path, "an image file, got nothing at this path", "Check the path.", error)
      : unreadable(path, `a readable file, got: ${reasonOf(error)}`, "Check path and permissions.", error);
  }
}

async function sourceOf(path: string, handle: FileHandle, size: number): Promise<ByteSource> {
  const readRange = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw truncated(path, offset + length, offset + done);
      done += bytesRead;
    }
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
