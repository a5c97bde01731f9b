import { randomUUID } from "node:crypto";
import { open, readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { errnoOf } from "../../../files/output-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import { encodeSegment, type FeatureKey, isIntact, readHead, type SegmentHead } from "./feature-segment.ts";

/** A file of rows that is whole, as far as its head tells. */
export interface StoredSegment {
  readonly file: string;
  readonly head: SegmentHead;
}

/** A row on its way into a segment. */
export interface KeyedRow {
  readonly key: FeatureKey;
  readonly row: Float32Array;
}

const ending = ".features";

/** Segments below a size are merged into larger ones once there are this many. */
const [smallBytes, manySmall, mergedBytes] = [4 * 2 ** 20, 12, 32 * 2 ** 20];

/** Writes rows as a new file. @throws MorError `output-unwritable` */
export async function writeSegment(
  folder: string,
  rowLength: number,
  rows: readonly KeyedRow[],
): Promise<void> {
  const data = new Float32Array(rows.length * rowLength);
  rows.forEach(({ row }, index) => {
    data.set(row, index * rowLength);
  });
  const keys = rows.map(({ key }) => key);
  const file = join(folder, `${randomUUID()}${ending}`);
  await writeWhole(file, encodeSegment({ rowLength, keys, data }));
}

/** All segments that are whole. Damaged ones are removed, as are the temporary files of killed runs. */
export async function listSegments(
  folder: string,
  rowLength: number,
  warn: (text: string) => void,
): Promise<StoredSegment[]> {
  const names = await readdir(folder).catch(() => []);
  const segments: StoredSegment[] = [];
  for (const name of names.sort()) {
    const file = join(folder, name);
    if (name.endsWith(".tmp")) await removeOld(file);
    if (!name.endsWith(ending)) continue;
    const head = await openHead(file).catch((error: unknown) => (isGone(error) ? "gone" : undefined));
    if (head === "gone") continue; // merged by another process
    if (head?.rowLength === rowLength) segments.push({ file, head });
    else await discard(file, warn);
  }
  return segments;
}

/** Reads the rows that are wanted, segment after segment, so that memory holds one of them. */
export async function readRows(
  segments: readonly StoredSegment[],
  rowLength: number,
  keys: readonly FeatureKey[],
  onRow: (index: number, row: Float32Array) => void,
  warn: (text: string) => void,
): Promise<void> {
  const wanted = new Map(keys.map((key, index) => [textOf(key), index]));
  for (const { file, head } of segments) {
    const places = head.keys.flatMap((key, row) => {
      const index = wanted.get(textOf(key));
      return index === undefined ? [] : [{ text: textOf(key), row, index }];
    });
    if (places.length === 0) continue;
    const data = await readData(file, head).catch(() => undefined);
    if (!data) continue; // removed by another process, or not readable: the rows are computed anew
    let isWhole = true;
    for (const { text, row, index } of places) {
      const values = data.subarray(row * rowLength, (row + 1) * rowLength);
      if (!isIntact(head, row, values)) {
        isWhole = false;
        continue;
      }
      wanted.delete(text);
      onRow(index, values);
    }
    if (!isWhole) await discard(file, warn);
  }
}

/** Puts many small segments into few; rows that stand elsewhere too are dropped. */
export async function mergeSegments(
  folder: string,
  segments: readonly StoredSegment[],
  warn: (text: string) => void,
): Promise<StoredSegment[]> {
  const small = segments.filter(({ head }) => head.bytes < smallBytes);
  if (small.length < manySmall) return [...segments];
  const large = segments.filter(({ head }) => head.bytes >= smallBytes);
  const known = new Set(large.flatMap(({ head }) => head.keys.map(textOf)));
  const rowLength = small[0]?.head.rowLength ?? 0;
  let rows: KeyedRow[] = [];
  let sources: StoredSegment[] = [];
  const finish = async (): Promise<void> => {
    if (rows.length > 0) await writeSegment(folder, rowLength, rows);
    // Only now: a kill in between leaves rows twice, never none.
    for (const { file } of sources) await unlink(file).catch(() => {});
    [rows, sources] = [[], []];
  };
  let bytes = 0;
  for (const segment of small) {
    const { file, head } = segment;
    const data = await readData(file, head).catch(() => undefined);
    if (!data) continue;
    head.keys.forEach((key, index) => {
      const row = data.subarray(index * rowLength, (index + 1) * rowLength);
      if (known.has(textOf(key)) || !isIntact(head, index, row)) return;
      known.add(textOf(key));
      rows.push({ key, row });
    });
    sources.push(segment);
    bytes += head.bytes;
    if (bytes >= mergedBytes) {
      await finish();
      bytes = 0;
    }
  }
  await finish();
  return await listSegments(folder, rowLength, warn);
}

async function openHead(file: string): Promise<SegmentHead | undefined> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await readHead(size, async (offset, length) => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await handle.close();
  }
}

/** The numbers of a segment; `undefined` when there are fewer than there should be. */
async function readData(file: string, head: SegmentHead): Promise<Float32Array | undefined> {
  const data = new Float32Array(head.keys.length * head.rowLength);
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(data.buffer);
    for (let done = 0; done < bytes.length; ) {
      const { bytesRead } = await handle.read(bytes, done, bytes.length - done, head.dataOffset + done);
      if (bytesRead === 0) return undefined;
      done += bytesRead;
    }
    return data;
  } finally {
    await handle.close();
  }
}

async function discard(file: string, warn: (text: string) => void): Promise<void> {
  warn(`A file of stored features is damaged and is not used; they are computed again (${file}).`);
  await unlink(file).catch(() => {}); // on a read-only disk it is met again
}

/** Other processes write too: only what has been left for an hour is nobody's. */
async function removeOld(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found && Date.now() - found.mtimeMs > 3_600_000) await unlink(file).catch(() => {});
}

function isGone(error: unknown): boolean {
  return errnoOf(error) === "ENOENT";
}

function textOf({ contentHash, view }: FeatureKey): string {
  return `${contentHash} ${view}`;
}
