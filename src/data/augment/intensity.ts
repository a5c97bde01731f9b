import type { Random } from "../../tensor/random.ts";
import { addNoise } from "./add-noise.ts";
import { blurGaussian } from "./blur-gaussian.ts";
import type { PlaneSize } from "./planes.ts";

/** How far random changes of intensity go; 0 leaves one out. */
export interface IntensityOptions {
  /** 0.3 (default) draws factors from 0.7 to 1.3. */
  readonly gain?: number;
  /** Greatest number added or taken off, in units of the data; 0 by default. */
  readonly offset?: number;
  /** 0.2 draws exponents from 1 / 1.2 to 1.2, evenly in their logarithm; 0 by default. */
  readonly gamma?: number;
  /** Greatest standard deviation of added Gaussian noise, in units of the data; 0.02 by default. */
  readonly noise?: number;
  /** Greatest standard deviation of Gaussian blur, in pixels; 0 by default. */
  readonly blur?: number;
}

/** One change of intensity: blur, then max(x, 0)^gamma (unless gamma is 1), * gain + offset, then noise. */
export interface IntensityChange {
  readonly gain: number;
  readonly offset: number;
  /** For data in 0..1 alone; 1 for standardised data. */
  readonly gamma: number;
  readonly noise: number;
  readonly blur: number;
}

/** Draws one change. Always takes five numbers from `random`, whatever the options. */
export function drawIntensity(random: Random, options: IntensityOptions = {}): IntensityChange {
  const { gain = 0.3, offset = 0, gamma = 0, noise = 0.02, blur = 0 } = options;
  return {
    gain: 1 + random.uniform(-gain, gain),
    offset: random.uniform(-offset, offset),
    gamma: (1 + gamma) ** random.uniform(-1, 1),
    noise: random.uniform(0, noise),
    blur: random.uniform(0, blur),
  };
}

/** Changes [channels, height, width] in place; all channels alike. Values may leave 0..1: nothing is clipped above. */
export function applyIntensity(
  data: Float32Array,
  size: PlaneSize,
  change: IntensityChange,
  random: Random,
): void {
  // Below a fifth of a pixel the kernel is 1 in float32.
  if (change.blur > 0.2) blurGaussian(data, size, change.blur);
  const { gain, offset, gamma } = change;
  if (gamma !== 1) {
    for (let i = 0; i < data.length; i++) data[i] = Math.max(data[i] ?? 0, 0) ** gamma;
  }
  if (gain !== 1 || offset !== 0) {
    for (let i = 0; i < data.length; i++) data[i] = (data[i] ?? 0) * gain + offset;
  }
  if (change.noise > 0) addNoise(data, change.noise, random);
}
