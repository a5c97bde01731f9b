import type { MorError } from "../../../errors.ts";
import type { PixelType } from "../image.ts";
import type { ByteSource } from "../source/byte-source.ts";
import { unreadable, unsupported } from "../source/image-error.ts";
import { readEntries, type TiffEntry, type TiffLayout } from "./tiff-entries.ts";

/** One image file directory: what a page is, and where its bytes are. */
export interface TiffPage {
  readonly layout: TiffLayout;
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly bits: number;
  readonly pixelType: PixelType;
  readonly compression: number;
  readonly photometric: number;
  /** True when each sample has a plane of its own: [samples, H, W] instead of [H, W, samples]. */
  readonly planar: boolean;
  readonly predictor: number;
  readonly reversedBits: boolean;
  readonly tiled: boolean;
  /** Size of a tile; of strips, the image's width and the rows per strip. */
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly offsets: TiffEntry | undefined;
  readonly byteCounts: TiffEntry | undefined;
  readonly colorMap: TiffEntry | undefined;
  readonly jpegTables: TiffEntry | undefined;
  readonly description: string;
  /** Pixels per unit of length; 0 when not told. */
  readonly resolutionX: number;
}

export interface TiffFile {
  readonly source: ByteSource;
  readonly pages: readonly TiffPage[];
}

/** More pages than any microscope writes; keeps a hostile chain of directories short. */
const maxPages = 100_000;

const tags = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  description: 270,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  resolutionX: 282,
  planar: 284,
  predictor: 317,
  colorMap: 320,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
  jpegTables: 347,
} as const;

/**
 * Reads the directories of a TIFF or BigTIFF of either byte order; no pixel is decoded.
 *
 * @throws MorError `image-unreadable` when they are damaged, `image-unsupported` for a pixel type that is not read.
 */
export async function readTiff(source: ByteSource): Promise<TiffFile> {
  const head = await source.read(0, Math.min(16, source.size));
  const littleEndian = head[0] === 0x49;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const big = head.length >= 4 && view.getUint16(2, littleEndian) === 43;
  if (head.length < (big ? 16 : 8)) throw damaged(source.path, "a TIFF header, got one that is cut short");
  const layout = { littleEndian, big };
  const pages: TiffPage[] = [];
  const visited = new Set<number>();
  let offset = big ? Number(view.getBigUint64(8, littleEndian)) : view.getUint32(4, littleEndian);
  while (offset !== 0) {
    if (visited.has(offset)) throw damaged(source.path, "directories in a row, got a circle of them");
    if (visited.size === maxPages) {
      throw unsupported(
        source.path,
        `at most ${maxPages} pages, got more`,
        "Cut the stack into smaller files.",
      );
    }
    visited.add(offset);
    const { entries, next } = await readEntries(source, layout, offset);
    pages.push(await pageOf(source, layout, entries));
    offset = next;
  }
  if (pages.length === 0) throw damaged(source.path, "at least one page, got none");
  return { source, pages };
}

export function damaged(path: string, expected: string): MorError {
  return unreadable(path, `${expected}: the TIFF is damaged`, "Copy the file again from its origin.");
}

async function pageOf(
  source: ByteSource,
  layout: TiffLayout,
  entries: ReadonlyMap<number, TiffEntry>,
): Promise<TiffPage> {
  const values = async (tag: number): Promise<number[]> => (await entries.get(tag)?.numbers()) ?? [];
  const value = async (tag: number, otherwise: number): Promise<number> =>
    (await values(tag))[0] ?? otherwise;
  const width = await value(tags.width, 0);
  const height = await value(tags.height, 0);
  if (!(width > 0 && height > 0)) {
    throw unreadable(
      source.path,
      `at least one pixel, got ${width} x ${height}`,
      "Export the image again from the program that wrote it.",
    );
  }
  const bits = await values(tags.bits);
  const formats = await values(tags.sampleFormat);
  if (new Set(bits).size > 1 || new Set(formats).size > 1) {
    throw unsupported(
      source.path,
      `all samples of one type, got ${bits.join(", ")} bits of formats ${formats.join(", ") || 1}`,
      "Convert it to samples of equal type.",
    );
  }
  const tiled = entries.has(tags.tileOffsets);
  const rowsPerStrip = (await value(tags.rowsPerStrip, height)) || height;
  const description = entries.get(tags.description);
  return {
    layout,
    width,
    height,
    samples: await value(tags.samples, 1),
    bits: bits[0] ?? 1,
    pixelType: pixelTypeOf(source.path, bits[0] ?? 1, formats[0] ?? 1),
    compression: await value(tags.compression, 1),
    photometric: await value(tags.photometric, 1),
    planar: (await value(tags.planar, 1)) === 2 && (await value(tags.samples, 1)) > 1,
    predictor: await value(tags.predictor, 1),
    reversedBits: (await value(tags.fillOrder, 1)) === 2,
    tiled,
    blockWidth: tiled ? await value(tags.tileWidth, 0) : width,
    blockHeight: tiled ? await value(tags.tileHeight, 0) : Math.min(rowsPerStrip, height),
    offsets: entries.get(tiled ? tags.tileOffsets : tags.stripOffsets),
    byteCounts: entries.get(tiled ? tags.tileByteCounts : tags.stripByteCounts),
    colorMap: entries.get(tags.colorMap),
    jpegTables: entries.get(tags.jpegTables),
    description: description ? await description.text() : "",
    resolutionX: await value(tags.resolutionX, 0),
  };
}

function pixelTypeOf(path: string, bits: number, format: number): PixelType {
  const unsigned = format === 1 || format === 4; // 4: "undefined", which all readers take as unsigned
  if (unsigned && bits === 1) return "bool";
  if (unsigned && bits >= 2 && bits <= 8) return "uint8";
  if (unsigned && bits > 8 && bits <= 16) return "uint16";
  if (unsigned && bits > 16 && bits <= 32) return "uint32";
  if (format === 2 && bits === 8) return "int8";
  if (format === 2 && bits === 16) return "int16";
  if (format === 2 && bits === 32) return "int32";
  if (format === 3 && (bits === 16 || bits === 32)) return "float32"; // half floats are widened
  if (format === 3 && bits === 64) return "float64";
  const kinds = ["", "unsigned", "signed", "float", "undefined", "complex integer", "complex float"];
  throw unsupported(
    path,
    `samples of 1 to 32 bits, or floats of 16, 32 or 64, got ${bits} bits ${kinds[format] ?? `of format ${format}`}`,
    "Convert it to 8 or 16 bits, or to 32-bit float.",
  );
}
