import type { ByteSource } from "../source/byte-source.ts";
import { unreadable } from "../source/image-error.ts";

export interface TiffLayout {
  readonly littleEndian: boolean;
  /** BigTIFF: offsets of 64 bits. */
  readonly big: boolean;
}

/** A field of a directory, whose values are read when they are asked for. */
export interface TiffEntry {
  readonly count: number;
  /** The values; rationals as quotients, anything that is no number as none. */
  numbers(): Promise<number[]>;
  /** Text up to the first zero byte, as UTF-8, or as Latin-1 where it is not valid UTF-8. */
  text(): Promise<string>;
  bytes(): Promise<Uint8Array>;
}

/** Bytes of one value of each field type (TIFF 6.0, section 2; BigTIFF). */
const typeBytes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/** Reads the directory at `offset`, and where the next one is (0: nowhere). Unknown field types are left out. */
export async function readEntries(
  source: ByteSource,
  layout: TiffLayout,
  offset: number,
): Promise<{ entries: Map<number, TiffEntry>; next: number }> {
  const { littleEndian, big } = layout;
  const countBytes = big ? 8 : 2;
  const entryBytes = big ? 20 : 12;
  const pointerBytes = big ? 8 : 4;
  const count = pointer(await source.read(offset, countBytes), 0, countBytes, littleEndian);
  if (count === 0 || count > 4096) {
    throw unreadable(
      source.path,
      `1 to 4096 fields in a TIFF directory, got ${count}`,
      "Copy the file again from its origin.",
    );
  }
  const bytes = await source.read(offset + countBytes, count * entryBytes + pointerBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = new Map<number, TiffEntry>();
  for (let index = 0; index < count; index++) {
    const start = index * entryBytes;
    const tag = view.getUint16(start, littleEndian);
    const type = view.getUint16(start + 2, littleEndian);
    const size = typeBytes[type];
    if (size === undefined || entries.has(tag)) continue;
    const length = pointer(bytes, start + 4, pointerBytes, littleEndian);
    const inline = bytes.subarray(start + 4 + pointerBytes, start + 4 + 2 * pointerBytes);
    const total = length * size;
    const read = async (): Promise<Uint8Array> =>
      total <= pointerBytes
        ? inline.subarray(0, total)
        : source.read(pointer(inline, 0, pointerBytes, littleEndian), total);
    entries.set(tag, {
      count: length,
      bytes: read,
      numbers: async () => numbersOf(await read(), type, size, littleEndian),
      text: async () => textOf(await read()),
    });
  }
  return { entries, next: pointer(bytes, count * entryBytes, pointerBytes, littleEndian) };
}

function pointer(bytes: Uint8Array, at: number, width: number, littleEndian: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, width);
  if (width === 8) return Number(view.getBigUint64(0, littleEndian));
  return width === 4 ? view.getUint32(0, littleEndian) : view.getUint16(0, littleEndian);
}

function numbersOf(bytes: Uint8Array, type: number, size: number, littleEndian: boolean): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read: Readonly<Record<number, (at: number) => number>> = {
    1: (at) => view.getUint8(at),
    3: (at) => view.getUint16(at, littleEndian),
    4: (at) => view.getUint32(at, littleEndian),
    5: (at) => view.getUint32(at, littleEndian) / view.getUint32(at + 4, littleEndian),
    6: (at) => view.getInt8(at),
    7: (at) => view.getUint8(at),
    8: (at) => view.getInt16(at, littleEndian),
    9: (at) => view.getInt32(at, littleEndian),
    10: (at) => view.getInt32(at, littleEndian) / view.getInt32(at + 4, littleEndian),
    11: (at) => view.getFloat32(at, littleEndian),
    12: (at) => view.getFloat64(at, littleEndian),
    13: (at) => view.getUint32(at, littleEndian),
    16: (at) => Number(view.getBigUint64(at, littleEndian)),
    17: (at) => Number(view.getBigInt64(at, littleEndian)),
    18: (at) => Number(view.getBigUint64(at, littleEndian)),
  };
  const one = read[type];
  return one ? Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => one(index * size)) : [];
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const content = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return new TextDecoder("latin1").decode(content);
  }
}
