import type { ArrayOf } from "../../../tensor/dtype.ts";
import type { ImageInfo, PixelType } from "../image.ts";
import { decodeJpeg } from "../jpeg/decode-jpeg.ts";
import { parseJpeg } from "../jpeg/jpeg-header.ts";
import { decodePng } from "../png/decode-png.ts";
import { parsePng } from "../png/png-header.ts";
import { compressionName } from "../tiff/tiff-codecs.ts";
import { readTiff, type TiffPage } from "../tiff/tiff-directory.ts";
import { decodedBytes, readSamples } from "../tiff/tiff-samples.ts";
import { seriesOf, type TiffSeries } from "../tiff/tiff-series.ts";
import { type ByteSource, type OpenLimits, withByteSource } from "./byte-source.ts";
import { tooLarge, unsupported } from "./image-error.ts";
import { sniffFormat } from "./image-format.ts";

/** What may be limited when an image is read. */
export interface ReadLimits extends OpenLimits {
  /** Most pixels of one page, checked before any pixel is decoded; 100 million by default. */
  readonly maxPixels?: number;
}

/** An image file while it is open. */
export interface OpenImage {
  readonly info: ImageInfo;
  /** Planes of the first series, in the order of the axes before those of a page. */
  readonly planeCount: number;
  /** One page as stored, to be made intensities by `resolvePlane`. Pages from `planeCount` on are those that do not belong to the first series. */
  readonly readPage: (page: number) => Promise<StoredPlane>;
  /** Bytes of all planes when decoded. */
  readonly decodedBytes: number;
}

export interface PlaneMeaning {
  readonly photometric: string;
  /** Bits that are used of each value. */
  readonly bits: number;
  /** Red, green and blue of each index, 0..255, [3, colours]. */
  readonly palette?: Uint8Array;
}

/** Stored samples, [H, W, samples], or [samples, H, W] when planar. */
export interface StoredPlane {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly planar: boolean;
  readonly pixelType: PixelType;
  readonly data: ArrayOf[PixelType];
  readonly meaning: PlaneMeaning;
}

const defaultMaxPixels = 100_000_000;

/** A PNG or JPEG is held in memory as a whole, so its file has a limit too. */
const maxFileBytes = 1 << 30;

/**
 * Opens an image for as long as `use` runs; the format is told by the content.
 *
 * @throws MorError `image-unreadable` or `image-unsupported`.
 */
export function withImage<T>(
  path: string,
  limits: ReadLimits,
  use: (image: OpenImage) => Promise<T>,
): Promise<T> {
  const maxPixels = limits.maxPixels ?? defaultMaxPixels;
  return withByteSource(path, limits, async (source) => {
    const format = await sniffFormat(source);
    if (format === "tiff") return use(await openTiff(source, maxPixels));
    if (source.size > maxFileBytes) {
      throw unsupported(
        path,
        `a file of at most ${maxFileBytes} bytes, got ${source.size}`,
        "Convert it to TIFF.",
      );
    }
    return use(await (format === "png" ? openPng : openJpeg)(source, maxPixels));
  });
}

async function openPng(source: ByteSource, maxPixels: number): Promise<OpenImage> {
  const { path } = source;
  const png = parsePng(path, await source.read(0, source.size));
  const { width, height, samples, bitDepth, palette } = png;
  if (width * height > maxPixels) throw tooLarge(path, width, height, maxPixels);
  const pixelType: PixelType = bitDepth === 16 ? "uint16" : "uint8";
  const photometric = palette ? "PALETTE" : samples < 3 ? "MINISBLACK" : "RGB";
  return single(
    { path, format: "png", width, height, samples, pixelType, compression: "PNG", photometric },
    { photometric, bits: bitDepth, ...(palette ? { palette: channelsFirst(palette) } : {}) },
    () => decodePng(path, png),
  );
}

/** [colours, 3] -> [3, colours] */
function channelsFirst(palette: Uint8Array): Uint8Array {
  const colours = Math.floor(palette.length / 3);
  return Uint8Array.from(
    { length: 3 * colours },
    (_, i) => palette[(i % colours) * 3 + Math.floor(i / colours)] ?? 0,
  );
}

async function openJpeg(source: ByteSource, maxPixels: number): Promise<OpenImage> {
  const { path } = source;
  const bytes = await source.read(0, source.size);
  const header = parseJpeg(path, bytes);
  const { width, height, samples } = header;
  if (width * height > maxPixels) throw tooLarge(path, width, height, maxPixels);
  const photometric = samples === 1 ? "MINISBLACK" : "RGB";
  return single(
    { path, format: "jpeg", width, height, samples, pixelType: "uint8", compression: "JPEG", photometric },
    { photometric, bits: 8 },
    () => decodeJpeg(path, bytes, header),
  );
}

function single(
  facts: Omit<ImageInfo, "pages" | "axes" | "shape">,
  meaning: PlaneMeaning,
  decode: () => Promise<Uint8Array | Uint16Array>,
): OpenImage {
  const { width, height, samples, pixelType } = facts;
  const shape = samples > 1 ? [height, width, samples] : [height, width];
  return {
    info: { ...facts, pages: 1, axes: samples > 1 ? "YXS" : "YX", shape },
    planeCount: 1,
    readPage: async () => ({
      width,
      height,
      samples,
      planar: false,
      pixelType,
      data: await decode(),
      meaning,
    }),
    decodedBytes: width * height * samples * (pixelType === "uint16" ? 2 : 1),
  };
}

async function openTiff(source: ByteSource, maxPixels: number): Promise<OpenImage> {
  const { path } = source;
  const file = await readTiff(source);
  const series = await seriesOf(file);
  const [first] = file.pages;
  if (first === undefined) throw new RangeError("a TIFF without pages"); // readTiff has refused it
  const { width, height, samples, pixelType } = first;
  if (width * height > maxPixels) throw tooLarge(path, width, height, maxPixels);
  const inSeries = new Set(series.planes.map(({ page }) => page));
  const others = file.pages.flatMap((_, page) => (inSeries.has(page) ? [] : [{ page, shift: 0 }]));
  const places = [...series.planes, ...others];
  return {
    info: {
      path,
      format: "tiff",
      width,
      height,
      samples,
      pixelType,
      pages: places.length,
      axes: series.axes,
      shape: series.shape,
      compression: compressionName(first.compression),
      photometric: photometricOf(first),
      ...(series.physicalSizeX === undefined ? {} : { physicalSizeX: series.physicalSizeX }),
    },
    planeCount: series.planes.length,
    readPage: async (index) => {
      const place = places[index];
      const page = place && file.pages[place.page];
      if (page === undefined) throw new RangeError(`page ${index} of ${places.length}`); // callers have checked
      const data = await readSamples(file, page, maxPixels, place?.shift);
      const { width, height, samples, planar, pixelType } = page;
      return { width, height, samples, planar, pixelType, data, meaning: await meaningOf(page, series.kind) };
    },
    decodedBytes: series.planes.length * decodedBytes(first),
  };
}

const photometrics: Readonly<Record<number, string>> = {
  0: "MINISWHITE",
  1: "MINISBLACK",
  2: "RGB",
  3: "PALETTE",
  4: "MASK",
  5: "SEPARATED",
  6: "YCBCR",
  8: "CIELAB",
  9: "ICCLAB",
  32803: "CFA",
};

function photometricOf({ photometric }: TiffPage): string {
  return photometrics[photometric] ?? String(photometric);
}

async function meaningOf(page: TiffPage, kind: TiffSeries["kind"]): Promise<PlaneMeaning> {
  const photometric = photometricOf(page);
  if (photometric !== "PALETTE") return { photometric, bits: page.bits };
  // ImageJ stores the display colours of a grey image as its palette: the index is the intensity.
  if (kind === "imagej") return { photometric: "MINISBLACK", bits: page.bits };
  const values = (await page.colorMap?.numbers()) ?? [];
  // TIFF palettes have 16 bits; some writers put 8-bit values there.
  const shift = values.some((value) => value > 255) ? 8 : 0;
  return { photometric, bits: page.bits, palette: Uint8Array.from(values, (value) => value >> shift) };
}
