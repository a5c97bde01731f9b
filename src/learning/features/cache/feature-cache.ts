import { createHash } from "node:crypto";
import { utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Preprocessing } from "../../../data/batch/preprocessing.ts";
import { makeFolder } from "../../../files/make-folder.ts";
import { limitCache } from "./cache-limit.ts";
import type { FeatureKey } from "./feature-segment.ts";
import { type KeyedRow, listSegments, mergeSegments, readRows, writeSegment } from "./stored-segments.ts";

/** Where features are kept between runs. */
export interface FeatureCacheOptions {
  /** Folder of all features; it is made where it is missing. */
  readonly folder: string;
  /** Most bytes of all files in it; the least recently used networks go first. 4 GiB by default. */
  readonly limit?: number | undefined;
  /** Told, as full sentences, what is wrong with the cache; work goes on without it. */
  readonly warn: (text: string) => void;
}

/** The rows of one network and one preprocessing. No trouble with the disk is an error: rows are then just not there. */
export interface FeatureCache {
  /** Hands out the rows that are stored, in any order; `index` is that of the key, and `row` is only lent. */
  read(keys: readonly FeatureKey[], onRow: (index: number, row: Float32Array) => void): Promise<void>;
  /** Takes a copy of a row; it is on the disk a few seconds later at most. */
  add(key: FeatureKey, row: Float32Array): void;
  /** Writes what is left. */
  close(): Promise<void>;
}

/** Rows are written when this many bytes or milliseconds of work wait. */
const [flushBytes, flushMilliseconds] = [8 * 2 ** 20, 2000];

const defaultLimit = 4 * 2 ** 30;
/**
 * Opens the rows of a network in `folder/<network>/<preprocessing>/`. Files there are written whole and never changed,
 * so that several processes may read and write at once, and a kill loses no more than the last seconds.
 *
 * @param network the extractor's hash
 * @param rowLength numbers of one row
 */
export async function openFeatureCache(
  options: FeatureCacheOptions,
  network: string,
  preprocessing: Preprocessing,
  rowLength: number,
): Promise<FeatureCache> {
  const { warn, limit = defaultLimit } = options;
  const ours = join(options.folder, network);
  const folder = join(ours, hashPreprocessing(preprocessing));
  let writable = true;
  const giveUp = (error: unknown): void => {
    if (!writable) return;
    writable = false;
    const reason = error instanceof Error ? error.message : String(error);
    warn(`Features are not kept for the next run: ${reason}`);
  };
  try {
    await makeFolder(folder);
    const now = new Date();
    await utimes(ours, now, now); // when it was used last
    await limitCache(options.folder, ours, limit);
  } catch (error) {
    giveUp(error);
  }
  let segments = await listSegments(folder, rowLength, warn);
  if (writable) segments = await mergeSegments(folder, segments, warn).catch(() => segments);

  let waiting: KeyedRow[] = [];
  let lastWrite = performance.now();
  let writing: Promise<void> = Promise.resolve();
  let written = 0;
  const flush = (): void => {
    const rows = waiting;
    waiting = [];
    lastWrite = performance.now();
    if (rows.length === 0 || !writable) return;
    written += rows.length * rowLength * Float32Array.BYTES_PER_ELEMENT;
    if (written > limit) {
      giveUp(new Error(`they take more than the limit of ${limit} bytes`));
      return;
    }
    writing = writing
      .then(async () => {
        if (!writable) return;
        await makeFolder(folder); // another process may have cleared it
        await writeSegment(folder, rowLength, rows);
      })
      .catch(giveUp);
  };
  return {
    read: (keys, onRow) => readRows(segments, rowLength, keys, onRow, warn),
    add(key, row) {
      if (!writable) return;
      waiting.push({ key, row: row.slice() });
      const bytes = waiting.length * rowLength * Float32Array.BYTES_PER_ELEMENT;
      if (bytes >= flushBytes || performance.now() - lastWrite >= flushMilliseconds) flush();
    },
    async close() {
      flush();
      await writing;
      if (writable && written > 0) await limitCache(options.folder, ours, limit).catch(giveUp);
    },
  };
}

function hashPreprocessing({ channels, height, width, tiles, scaling, page }: Preprocessing): string {
  const text = JSON.stringify([
    channels,
    height,
    width,
    tiles,
    Object.entries(scaling),
    Object.entries(page),
  ]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
