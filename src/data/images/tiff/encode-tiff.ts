import { bytesPerElement } from "../../../tensor/dtype.ts";
import type { Image, PixelType } from "../image.ts";

const sampleFormats: Readonly<Partial<Record<PixelType, number>>> = {
  int8: 2,
  int16: 2,
  int32: 2,
  float32: 3,
  float64: 3,
};

/** What an image means, for programs that read ImageJ's texts: Fiji, napari, and this one. */
export interface TiffMeaning {
  /** Pixel width in micrometres. */
  readonly physicalSizeX?: number | undefined;
  /** What is shown black, and what white. */
  readonly display?: { readonly low: number; readonly high: number } | undefined;
}

/**
 * A little-endian TIFF 6.0 of one page in one strip, without compression.
 *
 * @param pixels [1 or 3, H, W]; a tag says MINISBLACK or RGB.
 */
export function encodeTiff(
  pixels: Pick<Image, "width" | "height" | "channels" | "pixelType" | "data">,
  meaning?: TiffMeaning,
): Uint8Array {
  const { width, height, channels, pixelType, data } = pixels;
  const size = bytesPerElement(pixelType);
  const format = sampleFormats[pixelType] ?? 1;
  const pixelBytes = width * height * channels * size;
  const perSample = (value: number): Uint8Array => shorts(new Array<number>(channels).fill(value));
  const { description, resolution } = describe(meaning);
  // Tag, type, values; in ascending order of tags.
  const fields: readonly Field[] = [
    [256, long, longs([width])],
    [257, long, longs([height])],
    [258, short, perSample(size * 8)],
    [259, short, shorts([1])],
    [262, short, shorts([channels === 1 ? 1 : 2])],
    ...description,
    [273, long, longs([8])],
    [277, short, shorts([channels])],
    [278, long, longs([height])],
    [279, long, longs([pixelBytes])],
    ...resolution,
    [339, short, perSample(format)],
  ];
  const directory = 8 + pixelBytes + (pixelBytes & 1);
  const directoryBytes = 2 + fields.length * 12 + 4;
  const beyondBytes = fields.reduce(
    (sum, [, , bytes]) => sum + (bytes.length > 4 ? even(bytes.length) : 0),
    0,
  );
  const out = new Uint8Array(directory + directoryBytes + beyondBytes);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  writePixels(view, pixels, size, format === 3, data);
  view.setUint16(directory, fields.length, true);
  let beyond = directory + directoryBytes; // what does not fit into its field
  fields.forEach(([tag, type, bytes], index) => {
    const entry = directory + 2 + index * 12;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type.code, true);
    view.setUint32(entry + 4, bytes.length / type.bytes, true);
    if (bytes.length <= 4) {
      out.set(bytes, entry + 8);
      return;
    }
    view.setUint32(entry + 8, beyond, true);
    out.set(bytes, beyond);
    beyond += even(bytes.length);
  });
  return out;
}

interface FieldType {
  readonly code: number;
  /** Bytes of one value. */
  readonly bytes: number;
}

type Field = readonly [tag: number, type: FieldType, bytes: Uint8Array];

const ascii: FieldType = { code: 2, bytes: 1 };
const short: FieldType = { code: 3, bytes: 2 };
const long: FieldType = { code: 4, bytes: 4 };
const rational: FieldType = { code: 5, bytes: 8 };

function shorts(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * values.length));
  for (const [i, value] of values.entries()) view.setUint16(2 * i, value, true);
  return new Uint8Array(view.buffer);
}

function longs(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

/** Offsets are even. */
function even(bytes: number): number {
  return bytes + (bytes & 1);
}

/** ImageJ's text, and its pixels per unit as a fraction of millionths. */
function describe(meaning: TiffMeaning = {}): {
  description: readonly Field[];
  resolution: readonly Field[];
} {
  const { physicalSizeX, display } = meaning;
  const isKnown = physicalSizeX !== undefined && physicalSizeX > 1e-3 && physicalSizeX < 1e3;
  const lines = [
    "ImageJ=1.54f",
    ...(isKnown ? ["unit=micron"] : []),
    ...(display ? [`min=${display.low}`, `max=${display.high}`] : []),
  ];
  if (lines.length === 1) return { description: [], resolution: [] };
  const text = new TextEncoder().encode(`${lines.join("\n")}\n\0`);
  if (!isKnown) return { description: [[270, ascii, text]], resolution: [] };
  const pixelsPerUnit = longs([Math.round(1e6 / physicalSizeX), 1_000_000]);
  return {
    description: [[270, ascii, text]],
    resolution: [
      [282, rational, pixelsPerUnit],
      [283, rational, pixelsPerUnit],
      [296, short, shorts([1])],
    ],
  };
}

/** [channels, H, W] -> [H, W, channels] in little-endian bytes from byte 8 on. */
function writePixels(
  view: DataView,
  { width, height, channels }: Pick<Image, "width" | "height" | "channels">,
  size: number,
  isFloat: boolean,
  data: Image["data"],
): void {
  const count = width * height;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < count; i++) {
      const at = 8 + (i * channels + channel) * size;
      const value = Number(data[channel * count + i]);
      if (isFloat && size === 8) view.setFloat64(at, value, true);
      else if (isFloat) view.setFloat32(at, value, true);
      else if (size === 4) view.setUint32(at, value, true);
      else if (size === 2) view.setUint16(at, value, true);
      else view.setUint8(at, value);
    }
  }
}
