import { unsupported } from "../source/image-error.ts";
import type { TiffPage } from "./tiff-directory.ts";

const machineIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

export interface Block {
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly rowBytes: number;
}

/**
 * Undoes the predictor of a decompressed strip or tile (TIFF 6.0, section 14; Adobe Photoshop TIFF technical
 * note 3 for floats).
 *
 * @returns new bytes, and their byte order: that of the file, or big-endian after the predictor of floats.
 * @throws MorError `image-unsupported` for another predictor, or one that does not fit the number of bits.
 */
export function undoPredictor(
  path: string,
  page: TiffPage,
  perPixel: number,
  block: Block,
): { bytes: Uint8Array; littleEndian: boolean } {
  const { predictor, bits, compression } = page;
  const { littleEndian } = page.layout;
  // Compressions other than LZW and deflate know no predictor.
  if (predictor === 1 || ![5, 8, 32946].includes(compression)) {
    return { bytes: block.bytes, littleEndian };
  }
  if (predictor === 2 && bits === 8) return { bytes: sumBytes(block, perPixel), littleEndian };
  if (predictor === 2 && (bits === 16 || bits === 32)) {
    return { bytes: sumWords(block, perPixel, bits / 8, littleEndian), littleEndian };
  }
  if (predictor === 3 && page.pixelType.startsWith("float")) {
    return { bytes: joinFloats(block, perPixel, bits / 8), littleEndian: false };
  }
  throw unsupported(
    path,
    `predictor 1, 2 (8, 16 or 32 bits) or 3 (floats), got ${predictor} at ${bits} bits`,
    "Save the image without compression.",
  );
}

function sumBytes({ bytes, rows, rowBytes }: Block, distance: number): Uint8Array {
  const out = bytes.slice();
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * rowBytes;
    for (let i = row * rowBytes + distance; i < end; i++) {
      out[i] = (out[i] ?? 0) + (out[i - distance] ?? 0);
    }
  }
  return out;
}

function sumWords(
  { bytes, rows, rowBytes }: Block,
  perPixel: number,
  size: number,
  little: boolean,
): Uint8Array {
  const out = bytes.slice();
  if (size === 2 && little === machineIsLittleEndian && rowBytes % 2 === 0 && out.byteOffset % 2 === 0) {
    const words = new Uint16Array(out.buffer, out.byteOffset, out.byteLength >> 1);
    sumMachineWords(words, rows, rowBytes / 2, perPixel);
    return out;
  }
  const view = new DataView(out.buffer, out.byteOffset, out.byteLength);
  const distance = perPixel * size;
  for (let row = 0; row < rows; row++) {
    for (let i = row * rowBytes + distance; i + size <= (row + 1) * rowBytes; i += size) {
      if (size === 2)
        view.setUint16(i, view.getUint16(i, little) + view.getUint16(i - distance, little), little);
      else view.setUint32(i, view.getUint32(i, little) + view.getUint32(i - distance, little), little);
    }
  }
  return out;
}

function sumMachineWords(words: Uint16Array, rows: number, rowLength: number, distance: number): void {
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * rowLength;
    for (let i = row * rowLength + distance; i < end; i++) {
      words[i] = (words[i] as number) + (words[i - distance] as number); // the caller's block is whole
    }
  }
}

/** Differences between bytes are summed, then the bytes of each float, which lie one row apart, are joined. */
function joinFloats(block: Block, perPixel: number, size: number): Uint8Array {
  const summed = sumBytes(block, perPixel);
  const out = new Uint8Array(summed.length);
  const values = Math.floor(block.rowBytes / size);
  for (let row = 0; row < block.rows; row++) {
    const start = row * block.rowBytes;
    for (let i = 0; i < values; i++) {
      for (let byte = 0; byte < size; byte++) {
        out[start + i * size + byte] = summed[start + byte * values + i] ?? 0;
      }
    }
  }
  return out;
}
