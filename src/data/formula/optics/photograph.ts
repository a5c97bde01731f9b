import type { Random } from "../../../tensor/random.ts";
import { blurCoarsely, gaussianBlur } from "../../phantoms/optics/gaussian-blur.ts";
import type { ParameterValues } from "../formula-parameters.ts";
import type { Specimen } from "../specimen/draw-specimen.ts";
import { detect, drawDetector } from "./detect.ts";
import { paintShapes } from "./paint-shapes.ts";
import { drawView, type View } from "./view.ts";

export interface Photograph {
  /** Row-major [size, size], 0..1. */
  readonly data: Float32Array;
  /** What is known of the photograph. */
  readonly values: ParameterValues;
}

/** Takes a picture: view, point-spread function, haze, background, bleed-through, uneven light and a detector. */
export function takePhotograph(specimen: Specimen, random: Random, size: number): Photograph {
  const view = drawView(random, size);
  const { overlap } = specimen;
  const psf = drawPsf(random, specimen.feature, size);
  const blur = Math.hypot(psf * view.scale, Math.sqrt(1 / 12)); // a pixel integrates over its area
  const sharp = paintShapes(specimen.shapes, view, overlap);
  const light = blurBy(sharp, size, blur);
  const brightest = quantile(light, 0.998);
  const haze = random.uniform() < 0.35 ? 0 : 0.5 * random.uniform() ** 2;
  if (haze > 0) addTo(light, blurCoarsely(sharp, size, random.uniform(0.04, 0.12) * size, 4), haze);
  const extra = paintBackground(specimen, random, view, blur, brightest);
  const signal = meanOf(light);
  const other = extra ? meanOf(extra) : 0;
  if (extra) addTo(light, extra, 1);
  shade(random, light, size);
  // The brightest light of the specimen is 1 from here on.
  const scale = 1 / Math.max(brightest, 1e-6);
  for (let at = 0; at < light.length; at++) light[at] = (light[at] ?? 0) * scale;
  const detector = drawDetector(random, (signal + other) * scale);
  detect(random, light, detector);
  const noise = Math.sqrt(detector.photons * detector.excess + detector.readNoise ** 2);
  return {
    data: light,
    values: {
      psf: Math.log2(psf / 0.012) / 2,
      signalToNoise: Math.log10(detector.photons / noise) - 1,
      background: other / Math.max(other + signal, 1e-9),
      haze,
      exposure: Math.log2(detector.exposure) / 2 + 0.5,
    },
  };
}

/** The deviation of the point-spread function: wide ones only where the specimen has forms that outlast it. */
function drawPsf(random: Random, feature: number, size: number): number {
  const least = 0.35 / size;
  const most = Math.min(0.09, Math.max(0.011, 0.75 * feature));
  const low = Math.max(least, 0.003);
  return low * (Math.max(most, low * 1.5) / low) ** random.uniform();
}

/** Cytoplasm, neighbours, objects out of focus, bleed-through and a gradient, in the units of the specimen's light. */
function paintBackground(
  specimen: Specimen,
  random: Random,
  view: View,
  blur: number,
  brightest: number,
): Float32Array | undefined {
  const { size } = view;
  const bleeds = random.uniform() < 0.3;
  const level = random.uniform() < 0.4 ? 0 : 0.25 * brightest * random.uniform() ** 2;
  const near = [...specimen.diffuse, ...specimen.context];
  if (near.length + specimen.outOfFocus.length === 0 && !bleeds && level === 0) return;
  const extra = new Float32Array(size * size);
  if (near.length > 0) addTo(extra, blurBy(paintShapes(near, view, 0.3), size, blur), brightest);
  if (specimen.outOfFocus.length > 0) {
    const far = paintShapes(specimen.outOfFocus, view, 1);
    addTo(extra, blurCoarsely(far, size, random.uniform(0.025, 0.07) * size, 2), random.uniform(0.1, 0.6));
  }
  if (bleeds) addBleedThrough(random, extra, size, brightest);
  if (level > 0) {
    const right = random.uniform(-1, 1) / size;
    const down = random.uniform(-1, 1) / size;
    for (let row = 0, at = 0; row < size; row++) {
      for (let column = 0; column < size; column++, at++) {
        extra[at] = (extra[at] ?? 0) + level * (1 + right * (column - size / 2) + down * (row - size / 2));
      }
    }
  }
  return extra;
}

/** Smooth spots of another channel. */
function addBleedThrough(random: Random, extra: Float32Array, size: number, brightest: number): void {
  for (let spot = random.integer(3); spot >= 0; spot--) {
    const level = brightest * random.uniform(0.02, 0.16);
    const width = random.uniform(0.06, 0.22) * size;
    const across = gaussianAlong(size, random.uniform(0, size), width * random.uniform(0.7, 1.4));
    const down = gaussianAlong(size, random.uniform(0, size), width);
    for (let row = 0, at = 0; row < size; row++) {
      const height = level * (down[row] ?? 0);
      for (let column = 0; column < size; column++, at++) {
        extra[at] = (extra[at] ?? 0) + height * (across[column] ?? 0);
      }
    }
  }
}

function gaussianAlong(size: number, centre: number, width: number): Float32Array {
  return Float32Array.from({ length: size }, (_, at) => Math.exp(-(((at - centre) / width) ** 2) / 2));
}

/** Less light away from a point near the middle, in half of the photographs. */
function shade(random: Random, light: Float32Array, size: number): void {
  if (random.uniform() < 0.5) return;
  const x = size * random.uniform(0.2, 0.8);
  const y = size * random.uniform(0.2, 0.8);
  const fall = random.uniform(0.05, 0.8) / (size * size);
  for (let row = 0, at = 0; row < size; row++) {
    for (let column = 0; column < size; column++, at++) {
      light[at] = (light[at] ?? 0) / (1 + fall * ((column - x) ** 2 + (row - y) ** 2));
    }
  }
}

/** Blurs on a coarser grid where that makes no difference. */
function blurBy(plane: Float32Array, size: number, sigma: number): Float32Array {
  return sigma > 2.4 ? blurCoarsely(plane, size, sigma, 2) : gaussianBlur(plane, size, size, sigma);
}

function addTo(light: Float32Array, other: Float32Array, factor: number): void {
  for (let at = 0; at < light.length; at++) light[at] = (light[at] ?? 0) + factor * (other[at] ?? 0);
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / Math.max(1, values.length);
}

/** The value that a share of all values stays below, to 1/512 of the largest. */
function quantile(values: Float32Array, share: number): number {
  let largest = 0;
  for (let at = 0; at < values.length; at++) largest = Math.max(largest, values[at] ?? 0);
  if (largest === 0) return 0;
  const bins = new Uint32Array(513);
  const perBin = 512 / largest;
  for (let at = 0; at < values.length; at++) {
    const bin = Math.floor(Math.max(0, values[at] ?? 0) * perBin);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  let left = share * values.length;
  for (let bin = 0; bin < bins.length; bin++) {
    left -= bins[bin] ?? 0;
    if (left <= 0) return (largest * (bin + 1)) / 512;
  }
  return largest;
}
