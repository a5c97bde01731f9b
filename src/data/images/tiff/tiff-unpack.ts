import type { ArrayOf } from "../../../tensor/dtype.ts";
import type { PixelType } from "../image.ts";
import type { TiffPage } from "./tiff-directory.ts";

/** A block's bytes, rows padded to whole bytes. */
interface Packed {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  readonly rowBytes: number;
}

/** Where a block goes in the page; `columns` counts values, not pixels. */
interface Target {
  readonly start: number;
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

const machineIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Copies the values of one block into the page, widening those that are no whole bytes. */
export function unpackSamples(page: TiffPage, packed: Packed, out: ArrayOf[PixelType], target: Target): void {
  const { bits, pixelType } = page;
  const { bytes, rowBytes, littleEndian } = packed;
  const size = bits / 8;
  const isPlain =
    bits === out.BYTES_PER_ELEMENT * 8 && (size === 1 || littleEndian === machineIsLittleEndian);
  const outBytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  const read = isPlain ? undefined : readerOf(bytes, bits, pixelType, littleEndian);
  for (let row = 0; row < target.rows; row++) {
    const from = row * rowBytes;
    const to = target.start + row * target.stride;
    if (read === undefined) {
      outBytes.set(bytes.subarray(from, from + target.columns * size), to * size);
      continue;
    }
    for (let column = 0; column < target.columns; column++) out[to + column] = read(from, column);
  }
}

type Reader = (rowStart: number, index: number) => number;

function readerOf(bytes: Uint8Array, bits: number, pixelType: PixelType, littleEndian: boolean): Reader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (pixelType === "float32" && bits === 16)
    return (row, i) => half(view.getUint16(row + 2 * i, littleEndian));
  switch (pixelType) {
    case "int16":
      return (row, i) => view.getInt16(row + 2 * i, littleEndian);
    case "int32":
      return (row, i) => view.getInt32(row + 4 * i, littleEndian);
    case "float32":
      return (row, i) => view.getFloat32(row + 4 * i, littleEndian);
    case "float64":
      return (row, i) => view.getFloat64(row + 8 * i, littleEndian);
    default:
      if (bits === 16) return (row, i) => view.getUint16(row + 2 * i, littleEndian);
      if (bits === 32) return (row, i) => view.getUint32(row + 4 * i, littleEndian);
      return (row, i) => packedBits(bytes, row * 8 + i * bits, bits);
  }
}

/** An unsigned number of any width, most significant bit first, as TIFF packs all that is not 8, 16 or 32 bits. */
function packedBits(bytes: Uint8Array, firstBit: number, bits: number): number {
  let value = 0;
  for (let left = bits, bit = firstBit; left > 0; ) {
    const inByte = Math.min(left, 8 - (bit & 7));
    const byte = bytes[bit >> 3] ?? 0;
    value = value * 2 ** inByte + ((byte >> (8 - (bit & 7) - inByte)) & ((1 << inByte) - 1));
    left -= inByte;
    bit += inByte;
  }
  return value;
}

/** IEEE 754 binary16. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
