import { readdir, rm, stat, unlink } from "node:fs/promises";
import { join } from "node:path";

/**
 * Keeps a folder of features within `limit` bytes: first the folders of the networks that were not used for longest go,
 * then the oldest files of `ours`. Files that others remove at the same time are no trouble.
 */
export async function limitCache(folder: string, ours: string, limit: number): Promise<void> {
  const networks = await Promise.all((await foldersOf(folder)).map(measure));
  let total = networks.reduce((sum, { bytes }) => sum + bytes, 0);
  const others = networks.filter(({ path }) => path !== ours).sort((a, b) => a.used - b.used);
  for (const { path, bytes } of others) {
    if (total <= limit) return;
    await rm(path, { recursive: true, force: true });
    total -= bytes;
  }
  const files = networks.find(({ path }) => path === ours)?.files ?? [];
  for (const { path, bytes } of [...files].sort((a, b) => a.written - b.written)) {
    if (total <= limit) return;
    await unlink(path).catch(() => {});
    total -= bytes;
  }
}

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  readonly written: number;
}

interface StoredNetwork {
  readonly path: string;
  readonly bytes: number;
  /** When the folder was touched last, in milliseconds. */
  readonly used: number;
  readonly files: readonly StoredFile[];
}

async function measure(path: string): Promise<StoredNetwork> {
  const used = (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
  const files: StoredFile[] = [];
  for (const folder of await foldersOf(path)) {
    for (const name of await readdir(folder).catch(() => [])) {
      const file = join(folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found?.isFile()) files.push({ path: file, bytes: found.size, written: found.mtimeMs });
    }
  }
  return { path, used, files, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Only folders with names that features are kept under: nobody else's are touched. */
async function foldersOf(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{16,64}$/.test(entry.name))
    .map(({ name }) => join(path, name));
}
