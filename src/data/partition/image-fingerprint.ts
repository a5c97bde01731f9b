import type { Image } from "../images/image.ts";
import { perceptualHash } from "../images/perceptual-hash.ts";
import { resizePlanar } from "../images/resize-planar.ts";
import { scaleIntensity } from "../images/scale-intensity.ts";
import { toChannels } from "../images/to-channels.ts";

/** What is kept of an image to find its near-duplicates: some 300 bytes. */
export interface Fingerprint {
  /** Perceptual hash, 16 hex digits. */
  readonly hash: string;
  /** The grey image at 16 x 16, stretched to 0..255. */
  readonly thumbnail: Uint8Array;
}

const side = 16;

/** Pixels of a thumbnail. */
export const thumbnailLength: number = side * side;

/** The fingerprint of an image; `undefined` for one without any contrast, which looks like every other such image. */
export function fingerprint(image: Image): Fingerprint | undefined {
  const { width, height } = image;
  const grey = scaleIntensity(toChannels(image, 1), { kind: "full-range" });
  const small = resizePlanar(grey, { channels: 1, height, width }, { height: side, width: side });
  const low = small.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = small.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  // Smaller differences are rounding errors of float32; NaN fails the comparison too.
  if (!(high - low > 1e-6 * Math.max(Math.abs(low), Math.abs(high)))) return undefined;
  const thumbnail = Uint8Array.from(small, (value) => Math.round((255 * (value - low)) / (high - low)));
  return { hash: perceptualHash(image), thumbnail };
}

/** Pearson's correlation of two thumbnails, -1 to 1: gain and offset do not change it. */
export function correlation(a: Uint8Array, b: Uint8Array): number {
  let sumA = 0;
  let sumB = 0;
  let sumAA = 0;
  let sumBB = 0;
  let sumAB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] ?? 0;
    const y = b[i] ?? 0;
    sumA += x;
    sumB += y;
    sumAA += x * x;
    sumBB += y * y;
    sumAB += x * y;
  }
  const n = a.length;
  // A thumbnail holds both 0 and 255, so neither variance is 0.
  return (n * sumAB - sumA * sumB) / Math.sqrt((n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB));
}
