import { type HuffmanTable, huffmanTable, lookAheadBits } from "./huffman-table.ts";
import { inverseDct } from "./inverse-dct.ts";

/** Where the coefficients of a block are stored in it, in the order in which they come (ITU-T T.81, figure A.6). */
// biome-ignore format: a square
const zigzag = Uint8Array.of(
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
  58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
);

/** What stands before the scan of a grey JPEG. */
interface Headers {
  readonly width: number;
  readonly height: number;
  /** Of the one component, in the order of a block. */
  readonly quantisation: Int32Array;
  readonly dc: HuffmanTable;
  readonly ac: HuffmanTable;
  /** Blocks between two restart markers; 0 for none. */
  readonly restartInterval: number;
  readonly scanStart: number;
}

/**
 * Decodes a grey JPEG of the usual kind, baseline with Huffman codes (ITU-T T.81), to [H, W]: the values of libjpeg's
 * accurate integer transform, bit for bit. For small images this is faster than setting up sharp.
 * @returns undefined for another kind, and for data with anything unusual about them: sharp tells what is wrong.
 */
export function decodeGreyJpeg(bytes: Uint8Array): Uint8Array | undefined {
  const headers = readHeaders(bytes);
  return headers && decodeScan(bytes, headers);
}

function readHeaders(bytes: Uint8Array): Headers | undefined {
  const quantisations = new Map<number, Int32Array>();
  const huffman = new Map<number, HuffmanTable>();
  let frame: { width: number; height: number; quantisation: number; id: number } | undefined;
  let restartInterval = 0;
  for (let offset = 2; offset + 4 <= bytes.length; ) {
    const marker = bytes[offset + 1] ?? 0;
    const length = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
    const segment = bytes.subarray(offset + 4, offset + 2 + length);
    if (bytes[offset] !== 0xff || length < 2 || segment.length !== length - 2) return undefined;
    offset += 2 + length;
    if (marker === 0xdb) {
      if (!readQuantisations(segment, quantisations)) return undefined;
    } else if (marker === 0xc4) {
      if (!readHuffmanTables(segment, huffman)) return undefined;
    } else if (marker === 0xdd) {
      restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0);
    } else if (marker === 0xc0 || marker === 0xc1) {
      const [precision, heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, components, id = 0] =
        segment;
      if (frame || precision !== 8 || components !== 1 || segment.length !== 9) return undefined;
      const [height, width] = [(heightHigh << 8) | heightLow, (widthHigh << 8) | widthLow];
      // A block of 8 x 8 takes two bits at the least.
      if (width * height === 0 || width * height > 256 * bytes.length) return undefined;
      frame = { width, height, quantisation: segment[8] ?? 0, id };
    } else if (marker === 0xda) {
      const [components, id, tables = 0, first, last, approximation] = segment;
      const isWhole = components === 1 && first === 0 && last === 63 && approximation === 0;
      const [dc, ac] = [huffman.get(tables >> 4), huffman.get(0x10 | (tables & 15))];
      const quantisation = quantisations.get(frame?.quantisation ?? 0);
      if (!frame || !isWhole || id !== frame.id || !dc || !ac || !quantisation) return undefined;
      const { width, height } = frame;
      return { width, height, quantisation, dc, ac, restartInterval, scanStart: offset };
    } else if (!((marker >= 0xe0 && marker <= 0xef) || marker === 0xfe)) {
      return undefined; // neither application data nor a comment
    }
  }
  return undefined;
}

function readQuantisations(segment: Uint8Array, into: Map<number, Int32Array>): boolean {
  for (let offset = 0; offset < segment.length; ) {
    const kind = segment[offset++] ?? 0;
    const wide = kind >> 4;
    if (wide > 1 || offset + 64 * (1 + wide) > segment.length) return false;
    const table = new Int32Array(64);
    for (const place of zigzag) {
      let value = segment[offset++] ?? 0;
      if (wide === 1) value = (value << 8) | (segment[offset++] ?? 0);
      table[place] = value;
    }
    into.set(kind & 15, table);
  }
  return true;
}

function readHuffmanTables(segment: Uint8Array, into: Map<number, HuffmanTable>): boolean {
  for (let offset = 0; offset < segment.length; ) {
    const counts = segment.subarray(offset + 1, offset + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const table = tableOf(counts, segment.subarray(offset + 17, offset + 17 + total));
    if (!table) return false;
    into.set(segment[offset] ?? 0, table);
    offset += 17 + total;
  }
  return true;
}

/** Nearly all files have the same few tables, and making one takes as long as decoding some dozen blocks. */
const knownTables = new Map<string, HuffmanTable>();

function tableOf(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const key = String.fromCharCode(...counts, ...symbols);
  const known = knownTables.get(key);
  if (known) return known;
  const made = huffmanTable(counts, symbols);
  if (knownTables.size >= 16) knownTables.clear();
  if (made) knownTables.set(key, made);
  return made;
}

/** One loop over all codes, with the state of the bit reader in local variables: here all the time is spent. */
function decodeScan(bytes: Uint8Array, headers: Headers): Uint8Array | undefined {
  const { width, height, quantisation, dc, ac, restartInterval } = headers;
  const out = new Uint8Array(width * height);
  const [across, down] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const block = new Int32Array(64);
  const samples = new Uint8Array(64);
  let position = headers.scanStart;
  let bits = 0; // the next bit is the highest one
  let held = 0; // how many of them are there
  let padding = 0; // how many of them were made up behind the end of the data
  let previousDc = 0;
  for (let index = 0; index < across * down; index++) {
    if (restartInterval > 0 && index > 0 && index % restartInterval === 0) {
      const expected = 0xd0 + ((index / restartInterval - 1) & 7);
      if (held - padding >= 8 || bytes[position] !== 0xff || bytes[position + 1] !== expected)
        return undefined;
      position += 2;
      bits = held = padding = previousDc = 0;
    }
    let last = 0; // place of the last coefficient, in the order in which they come
    for (let k = 0; k < 64; k++) {
      // Most codes are shorter than 16 bits together with their value, and none is longer than 16 without.
      for (; held < 16; held += 8) {
        const byte = position < bytes.length ? (bytes[position] as number) : 0xff;
        if (byte === 0xff && bytes[position + 1] !== 0) {
          padding += 8; // a marker: zeros follow
          continue;
        }
        position += byte === 0xff ? 2 : 1;
        bits |= byte << (24 - held);
      }
      const table = k === 0 ? dc : ac;
      const ready = table.values[bits >>> (32 - lookAheadBits)] as number; // within the table
      if (ready !== 0 && k > 0) {
        held -= ready & 15;
        bits <<= ready & 15;
        k += (ready >> 4) & 15;
        if (k > 63) return undefined;
        const place = zigzag[k] as number;
        block[place] = (ready >> 8) * (quantisation[place] as number);
        last = k;
        continue;
      }
      const entry = table.short[bits >>> (32 - lookAheadBits)] as number; // within the table
      let symbol = entry & 0xff;
      let length = entry >> 8;
      if (entry === 0) {
        for (length = lookAheadBits + 1; length <= 16; length++) {
          if (bits >>> (32 - length) <= (table.largest[length] as number)) break;
        }
        if (length > 16) return undefined;
        symbol = table.symbols[(bits >>> (32 - length)) + (table.shift[length] as number)] ?? 0;
      }
      held -= length;
      bits <<= length;
      const size = symbol & 15;
      if (k > 0) {
        const run = symbol >> 4;
        if (size === 0 && run !== 15) {
          if (run !== 0) return undefined;
          break;
        }
        k += run;
        if (size === 0) continue;
        if (k > 63) return undefined;
      } else if (symbol > 11) return undefined;
      for (; held < size; held += 8) {
        const byte = position < bytes.length ? (bytes[position] as number) : 0xff;
        if (byte === 0xff && bytes[position + 1] !== 0) {
          padding += 8;
          continue;
        }
        position += byte === 0xff ? 2 : 1;
        bits |= byte << (24 - held);
      }
      let value = 0;
      if (size > 0) {
        value = bits >>> (32 - size);
        if (value < 1 << (size - 1)) value -= (1 << size) - 1;
        held -= size;
        bits <<= size;
      }
      if (k === 0) {
        previousDc += value;
        value = previousDc;
      }
      const place = zigzag[k] as number; // k is at most 63
      block[place] = value * (quantisation[place] as number);
      last = k;
    }
    if (padding > held) return undefined; // bits that are not there were used
    const left = (index % across) * 8;
    const top = Math.floor(index / across) * 8;
    if (left + 8 <= width && top + 8 <= height) inverseDct(block, last, out, top * width + left, width);
    else {
      inverseDct(block, last, samples, 0, 8);
      for (let y = 0; y < 8 && top + y < height; y++) {
        const row = samples.subarray(8 * y, 8 * y + Math.min(8, width - left));
        out.set(row, (top + y) * width + left);
      }
    }
    if (last > 0) block.fill(0);
  }
  const isEnd = bytes[position] === 0xff && bytes[position + 1] === 0xd9;
  return held - padding < 8 && isEnd ? out : undefined;
}
