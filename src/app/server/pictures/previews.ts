import { appendFile, readFile, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../../../files/make-folder.ts";

/** Bytes of a preview: 8 x 8 grey values. */
export const previewBytes = 64;

/** What is seen of an image before its picture is there: so small that those of all images fit into one answer. */
export interface Previews {
  readonly has: (file: string) => boolean;
  readonly keep: (file: string, preview: Uint8Array) => Promise<void>;
  /** One after the other; zeros for files that have none yet. */
  readonly all: (files: readonly string[]) => Uint8Array;
}

/**
 * Previews in one file to which new ones are added: length of the path as uint16 with the low byte first, the path in
 * UTF-8, 64 bytes. The last one of a path counts. Like all pictures they may be deleted at any time.
 */
export async function openPreviews(log: string): Promise<Previews> {
  const bytes = await readFile(log).catch(() => Buffer.alloc(0));
  const { known, end } = readLog(bytes);
  // New records would be read as the rest of one that a kill has cut off.
  if (end < bytes.length) await truncate(log, end).catch(() => {});
  let writing: Promise<void> = Promise.resolve();
  return {
    has: (file) => known.has(file),
    keep(file, preview) {
      known.set(file, preview);
      const path = Buffer.from(file);
      const record = Buffer.alloc(2 + path.length + previewBytes);
      record.writeUInt16LE(path.length);
      path.copy(record, 2);
      record.set(preview, 2 + path.length);
      writing = writing
        .then(() => makeFolder(dirname(log)))
        .then(() => appendFile(log, record))
        .catch(() => {}); // a full disk must not keep anyone from looking at images
      return writing;
    },
    all(files) {
      const bytes = new Uint8Array(files.length * previewBytes);
      for (const [index, file] of files.entries()) {
        const preview = known.get(file);
        if (preview) bytes.set(preview, index * previewBytes);
      }
      return bytes;
    },
  };
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
