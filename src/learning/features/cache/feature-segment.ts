import { endianness } from "node:os";
import { crc32 } from "node:zlib";
import type { SymmetryId } from "../../../data/augment/symmetries.ts";

/** Names the features of one image: its file's SHA-256 in hex, and the symmetry that was applied. */
export interface FeatureKey {
  readonly contentHash: string;
  readonly view: SymmetryId;
}

/** Rows of features with their keys, as one file holds them. */
export interface FeatureSegment {
  /** Numbers of one row: the features of all tiles of an image. */
  readonly rowLength: number;
  readonly keys: readonly FeatureKey[];
  /** [keys, rowLength] */
  readonly data: Float32Array;
}

/** All of a segment but its numbers. */
export interface SegmentHead {
  readonly rowLength: number;
  readonly keys: readonly FeatureKey[];
  /** CRC-32 of each row. */
  readonly checksums: Uint32Array;
  /** Where the numbers begin in the file. */
  readonly dataOffset: number;
  /** Length of the whole file. */
  readonly bytes: number;
}

// The file: 8 bytes of magic, length of the header and CRC-32 of header and keys (uint32, little-endian), the header as
// JSON padded with spaces to a multiple of 4, the keys of 40 bytes each (SHA-256, view, 3 zeros, CRC-32 of the row),
// then the rows as float32 in the order of bytes that the header names.
const magic = "MORFEAT1";
export const prefixBytes = 16;
const keyBytes = 40;

interface Header {
  readonly rowLength: number;
  readonly count: number;
  readonly endianness: "LE" | "BE";
}

/** The file's content, in pieces that share the memory of the rows. */
export function encodeSegment({ rowLength, keys, data }: FeatureSegment): Uint8Array[] {
  const header: Header = { rowLength, count: keys.length, endianness: endianness() };
  const text = JSON.stringify(header);
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4);
  const table = Buffer.alloc(keys.length * keyBytes);
  keys.forEach(({ contentHash, view }, index) => {
    const at = index * keyBytes;
    table.write(contentHash, at, 32, "hex");
    table.writeUInt8(view, at + 32);
    table.writeUInt32LE(crc32(bytesOf(data.subarray(index * rowLength, (index + 1) * rowLength))), at + 36);
  });
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, "latin1");
  prefix.writeUInt32LE(padded.length, 8);
  prefix.writeUInt32LE(crc32(table, crc32(padded)), 12);
  return [prefix, Buffer.from(padded), table, bytesOf(data.subarray(0, keys.length * rowLength))];
}

/**
 * Reads a segment's head.
 * @param read bytes of the file from an offset on; fewer than asked for at its end
 * @returns `undefined` for a file that is damaged, cut short, or no segment
 */
export async function readHead(
  size: number,
  read: (offset: number, length: number) => Promise<Uint8Array>,
): Promise<SegmentHead | undefined> {
  const prefix = Buffer.from(await read(0, prefixBytes));
  if (prefix.length < prefixBytes || prefix.toString("latin1", 0, 8) !== magic) return undefined;
  const headerBytes = prefix.readUInt32LE(8);
  if (prefixBytes + headerBytes > size) return undefined;
  const text = Buffer.from(await read(prefixBytes, headerBytes));
  const header = parseHeader(text.toString("latin1"));
  if (!header) return undefined;
  const { rowLength, count } = header;
  const dataOffset = prefixBytes + headerBytes + count * keyBytes;
  const bytes = dataOffset + count * rowLength * Float32Array.BYTES_PER_ELEMENT;
  if (bytes !== size) return undefined;
  const table = Buffer.from(await read(prefixBytes + headerBytes, count * keyBytes));
  if (table.length !== count * keyBytes || crc32(table, crc32(text)) !== prefix.readUInt32LE(12))
    return undefined;
  const keys = Array.from({ length: count }, (_, index): FeatureKey => {
    const at = index * keyBytes;
    const view = table.readUInt8(at + 32) as SymmetryId; // the checksum says that `encodeSegment` has written it
    return { contentHash: table.toString("hex", at, at + 32), view };
  });
  const checksums = Uint32Array.from(keys, (_, index) => table.readUInt32LE(index * keyBytes + 36));
  return { rowLength, keys, checksums, dataOffset, bytes };
}

/** Whether a row is as it was written. */
export function isIntact(head: SegmentHead, index: number, row: Float32Array): boolean {
  return crc32(bytesOf(row)) === head.checksums[index];
}

function parseHeader(text: string): Header | undefined {
  let header: Partial<Header>;
  try {
    header = JSON.parse(text) as Partial<Header>; // every field is looked at below
  } catch {
    return undefined;
  }
  const { rowLength, count } = header;
  const isWhole = Number.isSafeInteger(rowLength) && Number.isSafeInteger(count);
  // Rows of a machine with another order of bytes are as good as none.
  if (!isWhole || rowLength === undefined || count === undefined || header.endianness !== endianness())
    return undefined;
  return rowLength > 0 && count >= 0 ? { rowLength, count, endianness: endianness() } : undefined;
}

function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
