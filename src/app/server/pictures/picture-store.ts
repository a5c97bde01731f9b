import { createHash } from "node:crypto";
import { lstat, readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeWhole } from "../../../files/write-whole.ts";
import { makeOwnFolder } from "../workspace/make-own-folder.ts";
import type { PictureJob } from "./draw-picture.ts";

/** Pictures that have been drawn before, in a folder that may be deleted at any time. */
export interface PictureStore {
  readonly read: (key: string) => Promise<Uint8Array | undefined>;
  readonly has: (key: string) => Promise<boolean>;
  /** What cannot be written is drawn again next time. */
  readonly write: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Deletes the oldest pictures until three quarters of the room are used, if more than all is. */
  readonly prune: () => Promise<void>;
}

/** As `pictureKey` names them, and what a kill has left of one. */
const pictureName = /^[0-9a-f]{38}\.webp$|^\.[0-9a-f]{38}\.webp\.[0-9a-f]{8}\.tmp$/;

/** Two gibibytes are half a million small pictures. */
const defaultBytes = 2 * 2 ** 30;

export function openPictureStore(folder: string, maxBytes: number = defaultBytes): PictureStore {
  const fileOf = (key: string): string => join(folder, key.slice(0, 2), `${key.slice(2)}.webp`);
  let written = 0;
  let pruning: Promise<void> | undefined;
  const store: PictureStore = {
    read: (key) => readFile(fileOf(key)).catch(() => undefined),
    has: (key) =>
      stat(fileOf(key)).then(
        () => true,
        () => false,
      ),
    async write(key, bytes) {
      try {
        // Deleted at any time, and made anew; but a link would lead out of the folder.
        await makeOwnFolder(dirname(folder), basename(folder), key.slice(0, 2));
        await writeWhole(fileOf(key), bytes);
      } catch {
        return; // a full disk must not keep anyone from looking at images
      }
      written += bytes.length;
      if (written < maxBytes / 8) return;
      written = 0;
      await store.prune();
    },
    prune() {
      pruning ??= pruneFolder(folder, maxBytes).finally(() => {
        pruning = undefined;
      });
      return pruning;
    },
  };
  return store;
}

/** The name of a picture; another one once the file has changed. `undefined` when there is no such file. */
export async function pictureKey({ file, size, view }: PictureJob): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { contrast, low, high, gamma, channel, page, tint } = view;
  const parts = [file, found.mtimeMs, found.size, size, contrast, low, high, gamma, channel, page, tint];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 40);
}

async function pruneFolder(folder: string, maxBytes: number): Promise<void> {
  const files: { readonly file: string; readonly bytes: number; readonly time: number }[] = [];
  for (const shelf of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    // What is not ours, or lies behind a link, is not deleted.
    if (!shelf.isDirectory() || !/^[0-9a-f]{2}$/.test(shelf.name)) continue;
    for (const name of await readdir(join(folder, shelf.name)).catch(() => [])) {
      if (!pictureName.test(name)) continue;
      const file = join(folder, shelf.name, name);
      const found = await lstat(file).catch(() => undefined);
      if (found?.isFile()) files.push({ file, bytes: found.size, time: found.mtimeMs });
    }
  }
  let left = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if (left <= maxBytes) return;
  for (const { file, bytes } of files.sort((a, b) => a.time - b.time)) {
    if (left <= 0.75 * maxBytes) return;
    await rm(file, { force: true }).catch(() => {}); // another server may have been quicker
    left -= bytes;
  }
}
