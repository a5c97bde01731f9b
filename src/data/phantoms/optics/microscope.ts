import type { Random } from "../../../tensor/random.ts";
import type { Plant } from "../plant.ts";
import { blurCoarsely, gaussianBlur } from "./gaussian-blur.ts";

/** The light of a specimen before the microscope, as row-major planes [size, size]. */
export interface Specimen {
  readonly size: number;
  readonly pixelSize: number;
  /** Organelles in the optical section. */
  readonly inFocus: Float32Array;
  /** Organelles just above and below it. */
  readonly outOfFocus: Float32Array;
  /** Cytoplasm, walls and light from other channels. */
  readonly diffuse: Float32Array;
}

/**
 * Takes the picture: point-spread function, defocus, haze, uneven illumination, bleaching along the slow axis of
 * the scan, detector gain, shot noise, read noise, clipping.
 * @returns row-major [size, size] in 0..2^bitDepth - 1.
 */
export function takeImage(
  random: Random,
  specimen: Specimen,
  plant: Plant,
  bitDepth: 8 | 16,
): Uint8Array | Uint16Array {
  const { size, pixelSize } = specimen;
  const light = collectLight(random, specimen, plant);
  const illumination = drawIllumination(random, size * pixelSize);
  const bleaching = random.uniform(0, 0.25);
  for (let row = 0, at = 0; row < size; row++) {
    const bleached = Math.exp((-bleaching * row) / size);
    for (let column = 0; column < size; column++, at++) {
      light[at] = (light[at] ?? 0) * bleached * illumination(column * pixelSize, row * pixelSize);
    }
  }
  const exposure = plant.exposure * Math.exp(random.normal(0, 0.12));
  const gain = (exposure * plant.photons) / Math.max(quantile(light, 0.999), 1e-6);
  const photons = plant.photons * Math.exp(random.normal(0, 0.1));
  const readNoise = plant.readNoise * photons;
  const top = 2 ** bitDepth - 1;
  const image = bitDepth === 8 ? new Uint8Array(size * size) : new Uint16Array(size * size);
  for (let at = 0; at < image.length; at++) {
    const value = detect(random, Math.max(0, gain * (light[at] ?? 0)), readNoise) / photons + plant.offset;
    image[at] = Math.round(top * Math.min(1, Math.max(0, value)));
  }
  return image;
}

/** Sums the layers, each blurred by how far it is out of focus. */
function collectLight(random: Random, specimen: Specimen, plant: Plant): Float32Array {
  const { size, pixelSize, inFocus, outOfFocus, diffuse } = specimen;
  // Slight defocus of the whole image, as when the leaf drifts.
  const psf = Math.hypot(plant.psf, Math.abs(random.normal(0, 0.08)));
  // A pixel integrates over its area: the variance of a uniform distribution, 1/12, adds to the blur.
  const sharp = gaussianBlur(inFocus, size, size, Math.hypot(psf / pixelSize, Math.sqrt(1 / 12)));
  const soft = blurCoarsely(outOfFocus, size, random.uniform(0.4, 0.75) / pixelSize, 2);
  const all = inFocus.map((value, at) => value + (outOfFocus[at] ?? 0));
  const haze = blurCoarsely(all, size, random.uniform(2, 4) / pixelSize, 4);
  const nearby = random.uniform(0.25, 0.6);
  for (let at = 0; at < sharp.length; at++) {
    sharp[at] =
      (sharp[at] ?? 0) + nearby * (soft[at] ?? 0) + plant.haze * (haze[at] ?? 0) + (diffuse[at] ?? 0);
  }
  return sharp;
}

/** A smooth factor about 1: brightest at some point near the centre, tilted as when the leaf is not flat. */
function drawIllumination(random: Random, extent: number): (x: number, y: number) => number {
  const centreX = extent * random.uniform(0.25, 0.75);
  const centreY = extent * random.uniform(0.25, 0.75);
  const fall = random.uniform(0.05, 0.7) / (extent * extent);
  return (x, y) => 1 / (1 + fall * ((x - centreX) ** 2 + (y - centreY) ** 2));
}

/**
 * Photons counted by a photomultiplier for a mean number of photons, with the spread of its gain and read noise, all
 * in photons. Below 4 photons exactly Poisson; above the normal approximation with the first Cornish-Fisher term
 * for skewness.
 */
function detect(random: Random, mean: number, readNoise: number): number {
  const z = random.normal();
  if (mean > 4) return mean + Math.sqrt(mean * excess + readNoise * readNoise) * z + (z * z - 1) / 6;
  const count = mean > 0 ? random.poisson(mean) : 0;
  return count + Math.sqrt(count * (excess - 1) + readNoise * readNoise) * z;
}

/** Excess noise factor of a photomultiplier: variance over that of the photons alone. */
const excess = 1.25;

/** The value that a share of all values stays below, to 1/1024 of the largest, from every third value. */
function quantile(values: Float32Array, share: number): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  if (largest === 0) return 0;
  const bins = new Uint32Array(1024);
  const scale = 1023 / largest;
  for (let at = 0; at < values.length; at += 3) {
    const bin = Math.floor((values[at] ?? 0) * scale);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  let left = (share * values.length) / 3;
  for (const [bin, count] of bins.entries()) {
    left -= count;
    if (left <= 0) return (bin + 0.5) / scale;
  }
  return largest;
}
