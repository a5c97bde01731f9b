import { constants, type FileHandle, lstat, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay, setImmediate } from "node:timers/promises";
import { makeFolder } from "../../../files/make-folder.ts";

/** Bytes of a preview: 8 x 8 grey values. */
export const previewBytes = 64;

/** Thousands of previews a second are written together, in milliseconds from the first. */
const pause = 100;

/** So many are looked up before the server answers others: all of a large table take a tenth of a second. */
const portion = 2000;

/** What is seen of an image before its picture is there: so small that those of all images fit into one answer. */
export interface Previews {
  readonly get: (file: string) => Uint8Array | undefined;
  /** Resolves when it is on the disk, together with others. */
  readonly keep: (file: string, preview: Uint8Array) => Promise<void>;
  /** Resolves when all that was kept is on the disk. */
  readonly written: () => Promise<void>;
  /** One after the other; zeros for files that have none yet. */
  readonly all: (files: readonly string[]) => Promise<Uint8Array>;
}

/**
 * Previews in one file to which new ones are added: length of the path as uint16 with the low byte first, the path in
 * UTF-8, 64 bytes. The last one of a path counts. Like all pictures they may be deleted at any time.
 */
export async function openPreviews(log: string): Promise<Previews> {
  const { known } = await openLog(log, async (handle) => {
    const bytes = await handle.readFile();
    const read = readLog(bytes);
    // New records would be read as the rest of one that a kill has cut off.
    if (read.end < bytes.length) await handle.truncate(read.end);
    return read;
  }).catch(() => readLog(Buffer.alloc(0)));
  let pending: Buffer[] = [];
  let flushing: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    while (pending.length > 0) {
      await delay(pause, undefined, { ref: false });
      const records = Buffer.concat(pending);
      pending = [];
      try {
        await makeFolder(dirname(log));
        await openLog(log, (handle) => handle.appendFile(records));
      } catch {
        // a full disk must not keep anyone from looking at images
      }
    }
    flushing = undefined;
  };
  return {
    get: (file) => known.get(file),
    async keep(file, preview) {
      if (known.get(file)?.every((value, at) => value === preview[at])) return;
      known.set(file, preview);
      const path = Buffer.from(file);
      const record = Buffer.alloc(2 + path.length + previewBytes);
      record.writeUInt16LE(path.length);
      path.copy(record, 2);
      record.set(preview, 2 + path.length);
      pending.push(record);
      flushing ??= flush();
      await flushing;
    },
    written: async () => flushing,
    async all(files) {
      const bytes = new Uint8Array(files.length * previewBytes);
      for (const [index, file] of files.entries()) {
        if (index % portion === portion - 1) await setImmediate();
        const preview = known.get(file);
        if (preview) bytes.set(preview, index * previewBytes);
      }
      return bytes;
    },
  };
}

/** A workspace may come from anywhere: what stands in place of the file, such as a link to another one, is left alone. */
async function openLog<Result>(log: string, use: (handle: FileHandle) => Promise<Result>): Promise<Result> {
  const found = await lstat(log).catch(() => undefined);
  if (found && !found.isFile()) throw new Error("no file of previews"); // a pipe would keep whoever opens it waiting
  // No system but Windows lacks O_NOFOLLOW.
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | (constants.O_NOFOLLOW ?? 0);
  const handle = await open(log, flags);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

/** All whole records, and where they end. */
function readLog(bytes: Buffer): { readonly known: Map<string, Uint8Array>; readonly end: number } {
  const known = new Map<string, Uint8Array>();
  let at = 0;
  while (at + 2 <= bytes.length) {
    const path = at + 2 + bytes.readUInt16LE(at);
    const end = path + previewBytes;
    if (end > bytes.length) break;
    known.set(bytes.toString("utf8", at + 2, path), Uint8Array.from(bytes.subarray(path, end)));
    at = end;
  }
  return { known, end: at };
}
