import { createRandom, type Random } from "../../../tensor/random.ts";

export interface Detector {
  /** Mean photons where light is 1. */
  readonly photons: number;
  /** Variance over that of photons alone, 1 for a camera. */
  readonly excess: number;
  /** Read noise in photons. */
  readonly readNoise: number;
  /** Value of light 1, as a share of full scale; what is above 1 saturates. */
  readonly exposure: number;
  /** Value in the dark; below 0 where the black level is cut off. */
  readonly offset: number;
  readonly gamma: number;
  readonly bitDepth: number;
}

/**
 * A detector between a dim, noisy confocal and a clean camera.
 * @param light mean light of the image: what is bright everywhere is not exposed until it is white everywhere.
 */
export function drawDetector(random: Random, light: number): Detector {
  const photons = 20 * 100 ** random.uniform();
  const exposure = random.uniform() < 0.12 ? random.uniform(1, 1.7) : 2 ** random.uniform(-2.6, 0);
  return {
    photons,
    excess: random.uniform() < 0.5 ? 1 : random.uniform(1, 1.6),
    readNoise: random.uniform() < 0.3 ? 0 : random.uniform(0, 0.04) * photons ** 0.8,
    exposure: Math.min(exposure, 0.6 / Math.max(light, 1e-6)),
    offset:
      random.uniform() < 0.45
        ? 0
        : random.uniform() < 0.6
          ? random.uniform(0, 0.12)
          : random.uniform(-0.06, 0),
    gamma: random.uniform() < 0.75 ? 1 : random.uniform(0.6, 1.4),
    bitDepth: random.pick([8, 8, 12, 16]),
  };
}

/** Turns light into values of 0..1 with shot noise, read noise, clipping and quantisation, in place. */
export function detect(random: Random, light: Float32Array, detector: Detector): void {
  const { photons, excess, readNoise, exposure, offset, gamma } = detector;
  const top = 2 ** detector.bitDepth - 1;
  const gain = exposure / photons;
  const squareRead = readNoise * readNoise;
  // Two draws per pixel from the package's generator would take longer than all of the optics.
  let state = (random.integer(0x7fffffff) | 1) >>> 0;
  const normals = normalTable();
  for (let at = 0; at < light.length; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const z = normals[state & 0xffff] ?? 0;
    const mean = photons * Math.max(0, light[at] ?? 0);
    let count: number;
    if (mean > 5) {
      // The normal approximation with the first Cornish-Fisher term for skewness.
      count = mean + Math.sqrt(mean * excess + squareRead) * z + (z * z - 1) / 6;
    } else {
      const seen = poissonOf(mean, (state >>> 16) / 0x10000);
      count = seen + Math.sqrt(seen * (excess - 1) + squareRead) * z;
    }
    let value = count * gain + offset;
    if (value <= 0) value = 0;
    else if (value >= 1) value = 1;
    else if (gamma !== 1) value = value ** gamma;
    light[at] = Math.round(top * value) / top;
  }
}

/** The Poisson count at a place of its distribution. */
function poissonOf(mean: number, place: number): number {
  let chance = Math.exp(-mean);
  let sum = chance;
  let count = 0;
  while (place > sum && count < 40) {
    count++;
    chance *= mean / count;
    sum += chance;
  }
  return count;
}

let table: Float32Array | undefined;

/** 65,536 normal deviates. */
function normalTable(): Float32Array {
  if (!table) {
    const random = createRandom(11);
    table = Float32Array.from({ length: 0x10000 }, () => random.normal());
  }
  return table;
}
