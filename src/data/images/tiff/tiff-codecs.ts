import { promisify } from "node:util";
import { constants, inflate } from "node:zlib";
import { loadSharp } from "../jpeg/load-sharp.ts";
import { unsupported } from "../source/image-error.ts";
import { decodeLzw } from "./tiff-lzw.ts";

const inflateAsync = promisify(inflate);

/** What a decoder may need to know of its strip or tile. */
export interface BlockLayout {
  readonly path: string;
  /** Bytes of the whole block when decompressed; no decoder gives more. */
  readonly size: number;
  /** Pixels across. */
  readonly width: number;
  readonly samples: number;
  readonly photometric: number;
  readonly jpegTables: Uint8Array | undefined;
}

type Codec = (bytes: Uint8Array, layout: BlockLayout) => Uint8Array | Promise<Uint8Array>;

/** Compressions that are read, by their TIFF number. */
const codecs: Readonly<Record<number, Codec>> = {
  1: (bytes) => bytes,
  5: (bytes, { path, size }) => {
    if (bytes[0] === 0 && ((bytes[1] ?? 0) & 1) === 1) {
      throw unsupported(path, "LZW of TIFF 6, got the older kind of TIFF 5", "Save the image again.");
    }
    return decodeLzw(bytes, size);
  },
  7: decodeJpegBlock,
  8: decodeDeflate,
  32773: decodePackBits,
  32946: decodeDeflate,
};

const names: Readonly<Record<number, string>> = {
  1: "NONE",
  2: "CCITTRLE",
  3: "CCITT_T4",
  4: "CCITT_T6",
  5: "LZW",
  6: "OJPEG",
  7: "JPEG",
  8: "ADOBE_DEFLATE",
  32773: "PACKBITS",
  32946: "DEFLATE",
  33003: "APERIO_JP2000_YCBC",
  33005: "APERIO_JP2000_RGB",
  34712: "JPEG2000",
  34887: "LERC",
  34925: "LZMA",
  50000: "ZSTD",
  50001: "WEBP",
};

/** The TIFF name of a compression, or its number. */
export function compressionName(compression: number): string {
  return names[compression] ?? String(compression);
}

/**
 * Decompresses one strip or tile.
 *
 * @throws MorError `image-unsupported` for a compression that is not read; Error when the data are damaged.
 */
export async function decompressBlock(
  compression: number,
  bytes: Uint8Array,
  layout: BlockLayout,
): Promise<Uint8Array> {
  const codec = codecs[compression];
  if (codec === undefined) {
    const known = Object.keys(codecs).map((code) => compressionName(Number(code)));
    throw unsupported(
      layout.path,
      `a TIFF compressed as one of ${known.join(", ")}, got ${compressionName(compression)}`,
      "Save it with LZW, deflate or no compression.",
    );
  }
  return codec(bytes, layout);
}

async function decodeDeflate(bytes: Uint8Array, { size }: BlockLayout): Promise<Uint8Array> {
  // Writers may pad a block, hence the slack; a stream that grows beyond it is no image.
  return inflateAsync(bytes, { maxOutputLength: 2 * size + 65_536, finishFlush: constants.Z_SYNC_FLUSH });
}

/** PackBits (TIFF 6.0, section 9). */
function decodePackBits(bytes: Uint8Array, { size }: BlockLayout): Uint8Array {
  const out = new Uint8Array(size);
  let written = 0;
  for (let position = 0; position < bytes.length && written < size; ) {
    const control = ((bytes[position++] ?? 0) << 24) >> 24;
    if (control === -128) continue;
    const count = Math.abs(control) + 1;
    if (control >= 0) {
      out.set(bytes.subarray(position, position + Math.min(count, size - written)), written);
      position += count;
    } else {
      out.fill(bytes[position++] ?? 0, written, Math.min(size, written + count));
    }
    written += count;
  }
  return out.subarray(0, Math.min(written, size));
}

/** A JPEG within a TIFF lacks its tables and does not say whether it is YCbCr; both are put back first. */
async function decodeJpegBlock(bytes: Uint8Array, layout: BlockLayout): Promise<Uint8Array> {
  const { jpegTables, samples, photometric, path, size, width } = layout;
  if (samples !== 1 && samples !== 3) {
    throw unsupported(path, `1 or 3 samples in a JPEG, got ${samples}`, "Save it with another compression.");
  }
  const transform = photometric === 6 ? 1 : 0;
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform];
  const whole = Buffer.concat([
    Uint8Array.of(0xff, 0xd8, ...(samples === 3 ? adobe : [])),
    jpegTables ? jpegTables.subarray(2, -2) : new Uint8Array(0),
    bytes.subarray(2),
  ]);
  const sharp = await loadSharp();
  const { data, info } = await sharp(whole, { failOn: "error", limitInputPixels: size, ignoreIcc: true })
    .toColourspace(samples === 1 ? "b-w" : "srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.channels !== samples) {
    throw new Error(`a JPEG of ${info.width} pixels across within a block of ${width}`);
  }
  return data;
}
