import type { Image } from "./image.ts";
import { resizePlanar } from "./resize-planar.ts";
import { scaleIntensity } from "./scale-intensity.ts";
import { toChannels } from "./to-channels.ts";

const side = 32;
const low = 8;

/**
 * 64 bits that tell the coarse look of an image, as 16 hex digits: the discrete cosine transform of the grey image at
 * 32 x 32, of which the coefficients (1..8, 1..8) are compared with their median (C. Zauner, "Implementation and
 * benchmarking of perceptual image hash functions", 2010). Brightness and contrast do not change it, compression and
 * resizing hardly do. A constant image has all bits 0.
 */
export function perceptualHash(image: Image): string {
  const grey = scaleIntensity(toChannels(image, 1), { kind: "full-range" });
  const { width, height } = image;
  const pixels = resizePlanar(grey, { channels: 1, height, width }, { height: side, width: side });
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of pixels) {
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
  }
  // Below this the differences are rounding errors of float32.
  if (!(largest - smallest > 1e-6 * Math.max(Math.abs(largest), Math.abs(smallest)))) return "0".repeat(16);
  const coefficients = lowFrequencies(pixels);
  const sorted = coefficients.slice().sort();
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  let hash = "";
  for (let first = 0; first < 64; first += 4) {
    let digit = 0;
    for (let i = first; i < first + 4; i++) digit = digit * 2 + ((coefficients[i] ?? 0) > median ? 1 : 0);
    hash += digit.toString(16);
  }
  return hash;
}

/** Number of bits, 0 to 64, in which two perceptual hashes differ; below 6 or so the images are near-duplicates. */
export function hammingDistance(a: string, b: string): number {
  let distance = 0;
  for (let start = 0; start < 16; start += 8) {
    const word = (hash: string): number => Number.parseInt(hash.slice(start, start + 8), 16);
    for (let bits = (word(a) ^ word(b)) >>> 0; bits !== 0; bits = (bits & (bits - 1)) >>> 0) distance++;
  }
  return distance;
}

/** cosines[k][n] = cos(pi (n + 1/2) (k + 1) / 32): the type-II transform without its constant. */
const cosines = Float64Array.from({ length: low * side }, (_, i) =>
  Math.cos((Math.PI * ((i % side) + 0.5) * (Math.floor(i / side) + 1)) / side),
);

/** The coefficients (1..8, 1..8), rows first; [8, 8]. */
function lowFrequencies(pixels: Float32Array): Float64Array {
  const rows = new Float64Array(side * low); // [32, 8]
  for (let y = 0; y < side; y++) {
    for (let k = 0; k < low; k++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += (cosines[k * side + x] ?? 0) * (pixels[y * side + x] ?? 0);
      rows[y * low + k] = sum;
    }
  }
  const out = new Float64Array(low * low);
  for (let k = 0; k < low; k++) {
    for (let column = 0; column < low; column++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += (cosines[k * side + y] ?? 0) * (rows[y * low + column] ?? 0);
      out[k * low + column] = sum;
    }
  }
  return out;
}
