import { type ArrayOf, allocate } from "../../../tensor/dtype.ts";
import type { Image, PixelType } from "../image.ts";
import { unsupported } from "./image-error.ts";
import type { StoredPlane } from "./open-image.ts";

/** An image without its path. */
export type ResolvedPlane = Omit<Image, "path" | "data"> & { readonly data: ArrayOf[PixelType] };

/**
 * Turns stored samples into intensities, [1 or 3, H, W]: extra samples dropped, palette looked up, MINISWHITE
 * inverted, values of fewer than 8 bits stretched to 8.
 *
 * @throws MorError `image-unsupported` for CMYK, CIE L*a*b* and raw camera colours.
 */
export function resolvePlane(path: string, plane: StoredPlane): ResolvedPlane {
  const { photometric, palette, bits } = plane.meaning;
  if (!["MINISWHITE", "MINISBLACK", "RGB", "PALETTE", "MASK", "YCBCR"].includes(photometric)) {
    const got = photometric === "SEPARATED" ? "CMYK" : photometric;
    throw unsupported(path, `grey, RGB or palette colours, got ${got}`, "Convert it to grey or RGB.");
  }
  const { width, height, pixelType } = plane;
  if (photometric === "PALETTE" && palette) return lookUp(plane, palette);
  const channels = plane.samples >= 3 && (photometric !== "MINISBLACK" || plane.samples === 3) ? 3 : 1;
  const data = toPlanar(plane, channels);
  if (pixelType === "uint8" && bits < 8) stretch(data, 255 / (2 ** bits - 1));
  if (photometric === "MINISWHITE") invert(data, pixelType);
  return { width, height, channels, pixelType, data };
}

/** [H, W, samples] -> [channels, H, W], leaving out the samples behind the first ones. */
function toPlanar(plane: StoredPlane, channels: number): ArrayOf[PixelType] {
  const { samples, planar, data, pixelType } = plane;
  const size = plane.width * plane.height;
  if (samples === channels && (channels === 1 || planar)) return data;
  if (planar) return data.slice(0, channels * size);
  const out = allocate(pixelType, channels * size);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * size;
    for (let i = 0, from = channel; i < size; i++, from += samples) out[start + i] = data[from] ?? 0;
  }
  return out;
}

function lookUp(plane: StoredPlane, palette: Uint8Array): ResolvedPlane {
  const { width, height } = plane;
  const colours = Math.floor(palette.length / 3);
  const size = width * height;
  const indices = toPlanar(plane, 1);
  const isGrey = palette
    .subarray(0, colours)
    .every((red, i) => red === palette[colours + i] && red === palette[2 * colours + i]);
  const channels = isGrey ? 1 : 3;
  const data = new Uint8Array(channels * size);
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < size; i++)
      data[channel * size + i] = palette[channel * colours + (indices[i] ?? 0)] ?? 0;
  }
  return { width, height, channels, pixelType: "uint8", data };
}

function stretch(data: ArrayOf[PixelType], factor: number): void {
  for (let i = 0; i < data.length; i++) data[i] = Math.round((data[i] ?? 0) * factor);
}

/** White is the smallest value. Floats have no largest one, so that they stay as they are. */
function invert(data: ArrayOf[PixelType], pixelType: PixelType): void {
  const top: Readonly<Partial<Record<PixelType, number>>> = {
    bool: 1,
    uint8: 255,
    uint16: 65_535,
    uint32: 2 ** 32 - 1,
    int8: -1,
    int16: -1,
    int32: -1,
  };
  const sum = top[pixelType]; // of the smallest and the largest value
  if (sum === undefined) return;
  for (let i = 0; i < data.length; i++) data[i] = sum - (data[i] ?? 0);
}
