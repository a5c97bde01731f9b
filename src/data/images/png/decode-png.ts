import { promisify } from "node:util";
import { inflate, inflateSync } from "node:zlib";
import { reasonOf, unreadable } from "../source/image-error.ts";
import type { PngHeader } from "./png-header.ts";

const inflateAsync = promisify(inflate);

/** Up to this size decompressing at once is faster than a detour over another thread. */
const atOnceBytes = 1 << 20;

/** First column and row, and distance of columns and rows, of the seven passes of Adam7. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/**
 * Decodes a PNG to its stored samples, [H, W, samples]: palette indices and values below 8 bits as they are,
 * 16-bit values in the machine's order. sharp gives the same values, but takes ten times as long for small images.
 *
 * @throws MorError `image-unreadable` when the data are damaged or too short.
 */
export async function decodePng(path: string, png: PngHeader): Promise<Uint8Array | Uint16Array> {
  const { width, height, samples, bitDepth } = png;
  const passes = (png.interlaced ? adam7 : [[0, 0, 1, 1] as const]).map(([x, y, dx, dy]) => {
    const columns = Math.ceil((width - x) / dx);
    const rows = columns > 0 ? Math.max(0, Math.ceil((height - y) / dy)) : 0;
    return { x, y, dx, dy, columns, rows, rowBytes: Math.ceil((columns * samples * bitDepth) / 8) };
  });
  const expected = passes.reduce((sum, { rows, rowBytes }) => sum + rows * (rowBytes + 1), 0);
  const stream = await decompress(path, png.data, expected);
  const out = new (bitDepth === 16 ? Uint16Array : Uint8Array)(width * height * samples);
  const pixelBytes = Math.max(1, (samples * bitDepth) >> 3);
  let offset = 0;
  for (const { x, y, dx, dy, columns, rows, rowBytes } of passes) {
    const pass = stream.subarray(offset, offset + rows * (rowBytes + 1));
    offset += pass.length;
    if (!unfilter(pass, rows, rowBytes, pixelBytes)) {
      throw unreadable(path, "filters 0 to 4 in a PNG, got another", "Copy the file again from its origin.");
    }
    for (let row = 0; row < rows; row++) {
      const line = pass.subarray(row * (rowBytes + 1) + 1, (row + 1) * (rowBytes + 1));
      const start = ((y + row * dy) * width + x) * samples;
      if (dx === 1 && bitDepth === 8) out.set(line, start);
      else scatter(line, bitDepth, columns, samples, out, start, dx * samples);
    }
  }
  return out;
}

async function decompress(
  path: string,
  chunks: readonly Uint8Array[],
  expected: number,
): Promise<Uint8Array> {
  const packed = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
  const hint = "Copy the file again from its origin.";
  let bytes: Uint8Array;
  try {
    // One byte more than needed may come, so that a stream that is too long is told from one that fits.
    const options = { maxOutputLength: expected + 1 };
    bytes = expected <= atOnceBytes ? inflateSync(packed, options) : await inflateAsync(packed, options);
  } catch (error) {
    throw unreadable(path, `whole PNG data, got: ${reasonOf(error)}`, hint, error);
  }
  if (bytes.length !== expected) {
    throw unreadable(path, `${expected} bytes of PNG data, got ${bytes.length}`, hint);
  }
  return bytes;
}

/** Undoes the filter of each row in place (PNG specification, section 9); false when there is no such filter. */
function unfilter(pass: Uint8Array, rows: number, rowBytes: number, pixelBytes: number): boolean {
  const zeros = new Uint8Array(rowBytes);
  let above: Uint8Array = zeros;
  for (let row = 0; row < rows; row++) {
    const start = row * (rowBytes + 1);
    const line = pass.subarray(start + 1, start + 1 + rowBytes);
    switch (pass[start]) {
      case 0:
        break;
      case 1:
        for (let i = pixelBytes; i < rowBytes; i++) line[i] = at(line, i) + at(line, i - pixelBytes);
        break;
      case 2:
        for (let i = 0; i < rowBytes; i++) line[i] = at(line, i) + at(above, i);
        break;
      case 3:
        for (let i = 0; i < rowBytes; i++) {
          const left = i < pixelBytes ? 0 : at(line, i - pixelBytes);
          line[i] = at(line, i) + ((left + at(above, i)) >> 1);
        }
        break;
      case 4:
        for (let i = 0; i < rowBytes; i++) {
          const inside = i >= pixelBytes;
          const left = inside ? at(line, i - pixelBytes) : 0;
          const corner = inside ? at(above, i - pixelBytes) : 0;
          line[i] = at(line, i) + paeth(left, at(above, i), corner);
        }
        break;
      default:
        return false;
    }
    above = line;
  }
  return true;
}

function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Spreads the samples of one row over the image; `step` is the distance of pixels in `out`. */
function scatter(
  line: Uint8Array,
  bitDepth: number,
  columns: number,
  samples: number,
  out: Uint8Array | Uint16Array,
  start: number,
  step: number,
): void {
  if (bitDepth === 16) {
    for (let column = 0, from = 0; column < columns; column++) {
      const to = start + column * step;
      for (let sample = 0; sample < samples; sample++, from += 2) {
        out[to + sample] = (at(line, from) << 8) | at(line, from + 1);
      }
    }
    return;
  }
  const mask = (1 << bitDepth) - 1;
  for (let column = 0, bit = 0; column < columns; column++) {
    const to = start + column * step;
    for (let sample = 0; sample < samples; sample++, bit += bitDepth) {
      out[to + sample] = (at(line, bit >> 3) >> (8 - bitDepth - (bit & 7))) & mask;
    }
  }
}

/** An element that is known to be there. */
function at(values: Uint8Array, index: number): number {
  return values[index] as number; // the callers stay below the length
}
