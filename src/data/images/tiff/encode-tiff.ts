import { bytesPerElement } from "../../../tensor/dtype.ts";
import type { Image, PixelType } from "../image.ts";

const sampleFormats: Readonly<Partial<Record<PixelType, number>>> = {
  int8: 2,
  int16: 2,
  int32: 2,
  float32: 3,
  float64: 3,
};

/**
 * A little-endian TIFF 6.0 of one page in one strip, without compression.
 *
 * @param pixels [1 or 3, H, W]; a tag says MINISBLACK or RGB.
 */
export function encodeTiff(
  pixels: Pick<Image, "width" | "height" | "channels" | "pixelType" | "data">,
): Uint8Array {
  const { width, height, channels, pixelType, data } = pixels;
  const size = bytesPerElement(pixelType);
  const format = sampleFormats[pixelType] ?? 1;
  const pixelBytes = width * height * channels * size;
  const perSample = (value: number): number[] => new Array<number>(channels).fill(value);
  // Tag, type (3 short, 4 long), values; in ascending order of tags.
  const fields: readonly (readonly [tag: number, type: 3 | 4, values: readonly number[]])[] = [
    [256, 4, [width]],
    [257, 4, [height]],
    [258, 3, perSample(size * 8)],
    [259, 3, [1]],
    [262, 3, [channels === 1 ? 1 : 2]],
    [273, 4, [8]],
    [277, 3, [channels]],
    [278, 4, [height]],
    [279, 4, [pixelBytes]],
    [339, 3, perSample(format)],
  ];
  const directory = 8 + pixelBytes + (pixelBytes & 1);
  const directoryBytes = 2 + fields.length * 12 + 4;
  const longFields = fields.filter(([, type, values]) => values.length * (type === 3 ? 2 : 4) > 4);
  const out = new Uint8Array(directory + directoryBytes + longFields.length * 6);
  const view = new DataView(out.buffer);
  out.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  writePixels(view, pixels, size, format === 3, data);
  view.setUint16(directory, fields.length, true);
  let beyond = directory + directoryBytes; // three shorts do not fit into their field
  fields.forEach(([tag, type, values], index) => {
    const entry = directory + 2 + index * 12;
    view.setUint16(entry, tag, true);
    view.setUint16(entry + 2, type, true);
    view.setUint32(entry + 4, values.length, true);
    let place = entry + 8;
    if (values.length * (type === 3 ? 2 : 4) > 4) {
      view.setUint32(place, beyond, true);
      place = beyond;
      beyond += 6;
    }
    values.forEach((value, i) => {
      if (type === 3) view.setUint16(place + 2 * i, value, true);
      else view.setUint32(place + 4 * i, value, true);
    });
  });
  return out;
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
