import { MorError } from "../../../errors.ts";
import { type ArrayOf, allocate, bytesPerElement } from "../../../tensor/dtype.ts";
import type { PixelType } from "../image.ts";
import { reasonOf, tooLarge, unreadable, unsupported } from "../source/image-error.ts";
import { decompressBlock } from "./tiff-codecs.ts";
import { damaged, type TiffFile, type TiffPage } from "./tiff-directory.ts";
import { undoPredictor } from "./tiff-predictor.ts";
import { unpackSamples } from "./tiff-unpack.ts";

/**
 * Decodes one page to its stored samples: [H, W, samples], or [samples, H, W] when the page is planar.
 * Values are as stored: no palette, no inversion, sub-byte values not stretched.
 *
 * @param shift bytes after the page's own data at which to read instead; for stacks that are described by one
 *   directory and stored one plane after the other.
 * @throws MorError `image-unreadable` when data are missing or damaged, `image-unsupported` for a compression
 *   that is not read.
 */
export async function readSamples(
  { source }: TiffFile,
  page: TiffPage,
  maxPixels: number,
  shift = 0,
): Promise<ArrayOf[PixelType]> {
  const { path } = source;
  if (page.photometric === 6 && page.compression !== 7) {
    throw unsupported(path, "YCbCr colours within JPEG data only, got others", "Convert the image to RGB.");
  }
  checkSize(path, page, maxPixels);
  const { width, height, bits, blockWidth, blockHeight } = page;
  const planes = page.planar ? page.samples : 1;
  const perPixel = page.planar ? 1 : page.samples;
  const across = Math.ceil(width / blockWidth);
  const down = Math.ceil(height / blockHeight);
  const blocks = across * down * planes;
  const rowBytes = Math.ceil((blockWidth * perPixel * bits) / 8);
  const offsets = (await page.offsets?.numbers()) ?? [];
  const counts = (await page.byteCounts?.numbers()) ?? [];
  if (offsets.length < blocks) {
    throw damaged(path, `${blocks} strips or tiles, got the places of ${offsets.length}`);
  }
  const jpegTables = await page.jpegTables?.bytes();
  const out = allocate(page.pixelType, width * height * page.samples);
  for (let block = 0; block < blocks; block++) {
    const plane = Math.floor(block / (across * down));
    const top = (Math.floor(block / across) % down) * blockHeight;
    const left = (block % across) * blockWidth;
    // Strips end with the image, tiles are always whole.
    const rows = page.tiled ? blockHeight : Math.min(blockHeight, height - top);
    const size = rows * rowBytes;
    const offset = offsets[block] ?? 0;
    const count = page.compression === 1 ? size : (counts[block] ?? 0);
    if (offset === 0 && (counts[block] ?? 0) === 0) continue; // a sparse file leaves out blocks of zeros
    const stored = await source.read(offset + shift, count);
    const packed = page.reversedBits ? stored.map(reverseBits) : stored;
    const layout = {
      path,
      size,
      width: blockWidth,
      samples: perPixel,
      photometric: page.photometric,
      jpegTables,
    };
    const bytes = await decompress(page, packed, layout);
    if (bytes.length < size) {
      throw damaged(path, `${size} bytes in strip or tile ${block}, got ${bytes.length}`);
    }
    const whole = { bytes: bytes.subarray(0, size), rows, rowBytes };
    const ready = undoPredictor(path, page, perPixel, whole);
    unpackSamples(page, { bytes: ready.bytes, littleEndian: ready.littleEndian, rowBytes }, out, {
      start: (plane * height + top) * width * perPixel + left * perPixel,
      stride: width * perPixel,
      rows: Math.min(rows, height - top),
      columns: Math.min(blockWidth, width - left) * perPixel,
    });
  }
  return out;
}

/** Bytes of one page as stored without compression, when its strips follow each other without gaps. */
export async function contiguousBytes(page: TiffPage): Promise<number | undefined> {
  if (page.compression !== 1 || page.tiled || page.bits % 8 !== 0) return undefined;
  const offsets = (await page.offsets?.numbers()) ?? [];
  const stripBytes = page.blockHeight * page.blockWidth * (page.planar ? 1 : page.samples) * (page.bits / 8);
  const gapless = !page.planar && offsets.every((offset, i) => offset === (offsets[0] ?? 0) + i * stripBytes);
  return gapless ? page.width * page.height * page.samples * (page.bits / 8) : undefined;
}

/** Refuses before any pixel is decoded what would not fit in memory. */
function checkSize(path: string, page: TiffPage, maxPixels: number): void {
  const { width, height, samples, blockWidth, blockHeight } = page;
  if (width * height > maxPixels) throw tooLarge(path, width, height, maxPixels);
  if (width * height * samples > 4 * maxPixels) throw tooLarge(path, width * samples, height, 4 * maxPixels);
  if (!(blockWidth > 0 && blockHeight > 0)) {
    throw damaged(path, `tiles of at least one pixel, got ${blockWidth} x ${blockHeight}`);
  }
  const blockPixels = blockWidth * blockHeight * samples;
  if (page.tiled && blockPixels > 4 * maxPixels) throw tooLarge(path, blockWidth, blockHeight, maxPixels);
}

async function decompress(
  page: TiffPage,
  bytes: Uint8Array,
  layout: Parameters<typeof decompressBlock>[2],
): Promise<Uint8Array> {
  try {
    return await decompressBlock(page.compression, bytes, layout);
  } catch (error) {
    if (error instanceof MorError) throw error;
    throw unreadable(
      layout.path,
      `whole TIFF data, got: ${reasonOf(error).replace(/\s*\n\s*/g, "; ")}`,
      "Copy the file again from its origin.",
      error,
    );
  }
}

function reverseBits(byte: number): number {
  let reversed = 0;
  for (let bit = 0; bit < 8; bit++) reversed |= ((byte >> bit) & 1) << (7 - bit);
  return reversed;
}

/** Bytes that one page takes in memory. */
export function decodedBytes(page: TiffPage): number {
  return page.width * page.height * page.samples * bytesPerElement(page.pixelType);
}
