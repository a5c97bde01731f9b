import { MorError } from "../../errors.ts";
import type { Image, IntensityScaling, PixelType } from "./image.ts";

/** Smallest and largest value of each type; floats are taken to lie in 0..1. */
const ranges: Readonly<Record<PixelType, readonly [low: number, high: number]>> = {
  bool: [0, 1],
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65_535],
  int16: [-32_768, 32_767],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  float32: [0, 1],
  float64: [0, 1],
};

/** Part of the type's range that is added to the deviation, so that noise on an empty image stays small. */
const deviationFloor = 0.02;

/**
 * Turns stored intensities into network inputs, float32 of the same layout [C, H, W]; statistics are taken over all
 * channels together, so that colours keep their balance.
 *
 * - `full-range`: the type's range to 0..1; floats stay as they are.
 * - `percentile`: the two percentiles, interpolated linearly as numpy does, to 0..1, clipped.
 * - `per-image`: (x - mean) / (population deviation + 0.02 of the type's range).
 *
 * Values of floats that are NaN or infinite count as 0. A constant image gives zeros with the last two.
 *
 * @throws MorError `usage` unless 0 <= low < high <= 100.
 */
export function scaleIntensity(image: Image, scaling: IntensityScaling): Float32Array {
  const values = finiteValues(image);
  const [low, high] = ranges[image.pixelType];
  switch (scaling.kind) {
    case "full-range":
      if (image.pixelType.startsWith("float")) return Float32Array.from(values);
      return mapLinearly(values, low, 1 / (high - low), false);
    case "percentile": {
      if (!(scaling.low >= 0 && scaling.low < scaling.high && scaling.high <= 100)) {
        throw new MorError(
          "usage",
          `Expected percentiles 0 <= low < high <= 100, got ${scaling.low}, ${scaling.high}`,
          {
            hint: "Use for instance 1 and 99.",
          },
        );
      }
      const [bottom, top] = percentilesOf(values, image.pixelType, [scaling.low, scaling.high]);
      if (!(top > bottom)) return new Float32Array(values.length);
      return mapLinearly(values, bottom, 1 / (top - bottom), true);
    }
    case "per-image": {
      const plain = toFloat32(values);
      const { mean, deviation } = moments(plain);
      if (deviation === 0) return new Float32Array(values.length);
      return mapLinearly(plain, mean, 1 / (deviation + deviationFloor * (high - low)), false);
    }
  }
}

/**
 * Two percentiles (0..100) of all values of an image, interpolated linearly as numpy does; NaN and infinite values of floats count
 * as 0.
 */
export function percentiles(image: Image, wanted: readonly [number, number]): readonly [number, number] {
  return percentilesOf(finiteValues(image), image.pixelType, wanted);
}

type Values = Exclude<Image["data"], BigInt64Array | BigUint64Array>;

function finiteValues({ data, path }: Image): Values {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    throw new MorError("image-unsupported", `Expected values of at most 32 bits, got 64 (${path})`, { path });
  }
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return data;
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) return data.map((value) => (Number.isFinite(value) ? value : 0));
  }
  return data;
}

/** The same numbers as float32 where these hold them exactly: loops over one kind of array are several times as fast. */
function toFloat32(values: Values): Values {
  const exact =
    values instanceof Uint8Array ||
    values instanceof Uint16Array ||
    values instanceof Int8Array ||
    values instanceof Int16Array;
  return exact ? new Float32Array(values) : values;
}

function mapLinearly(values: Values, zero: number, factor: number, clip: boolean): Float32Array {
  if (values instanceof Uint8Array && values.length > 256) return mapBytes(values, zero, factor, clip);
  const from = toFloat32(values);
  if (from instanceof Float32Array) return mapFloat32(from, zero, factor, clip);
  const out = new Float32Array(from.length);
  for (let i = 0; i < out.length; i++) {
    const value = ((from[i] as number) - zero) * factor; // i is in range
    out[i] = clip ? Math.min(1, Math.max(0, value)) : value;
  }
  return out;
}

/** Each of the 256 values is scaled once. */
function mapBytes(values: Uint8Array, zero: number, factor: number, clip: boolean): Float32Array {
  const table = mapFloat32(
    Float32Array.from({ length: 256 }, (_, value) => value),
    zero,
    factor,
    clip,
  );
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = table[values[i] as number] as number; // both are in range
  return out;
}

function mapFloat32(values: Float32Array, zero: number, factor: number, clip: boolean): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = ((values[i] as number) - zero) * factor; // i is in range
  if (!clip) return out;
  for (let i = 0; i < out.length; i++) {
    const value = out[i] as number;
    if (!(value > 0)) out[i] = 0;
    else if (value > 1) out[i] = 1;
  }
  return out;
}

function moments(values: Values): { mean: number; deviation: number } {
  return values instanceof Float32Array ? momentsOfFloat32(values) : momentsOfAny(values);
}

function momentsOfFloat32(values: Float32Array): { mean: number; deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number; // i is in range
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    const distance = (values[i] as number) - mean;
    squares += distance * distance;
  }
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function momentsOfAny(values: Values): { mean: number; deviation: number } {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number; // i is in range
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function percentilesOf(
  values: Values,
  pixelType: PixelType,
  wanted: readonly [number, number],
): readonly [number, number] {
  const rank =
    pixelType === "uint8" || pixelType === "uint16" ? rankByCounting(values) : rankBySorting(values);
  const at = (percent: number): number => {
    const position = (percent / 100) * (values.length - 1);
    const below = rank(Math.floor(position));
    const above = rank(Math.min(values.length - 1, Math.floor(position) + 1));
    return below + (above - below) * (position - Math.floor(position));
  };
  return [at(wanted[0]), at(wanted[1])];
}

/** The k-th smallest value, k from 0. */
type Rank = (k: number) => number;

function rankBySorting(values: Values): Rank {
  const sorted = values.slice().sort();
  return (k) => sorted[k] ?? 0;
}

/** Counts values, and blocks of 256 values to skip over. */
function rankByCounting(values: Values): Rank {
  const counts = values instanceof Uint8Array ? countBytes(values) : countWords(values);
  const blocks = new Uint32Array(counts.length >> 8);
  for (let value = 0; value < counts.length; value++) {
    blocks[value >> 8] = (blocks[value >> 8] ?? 0) + (counts[value] ?? 0);
  }
  return (k) => {
    let seen = 0;
    let block = 0;
    for (; seen + (blocks[block] ?? 1) <= k; block++) seen += blocks[block] ?? 0;
    let value = block << 8;
    for (; seen + (counts[value] ?? 1) <= k; value++) seen += counts[value] ?? 0;
    return value;
  };
}

/** In four tables by turns: images have runs of one value, and adding to one number after itself waits for memory. */
function countBytes(values: Uint8Array): Uint32Array {
  const tables = new Uint32Array(1024);
  const whole = values.length & ~3;
  const add = (at: number): void => {
    tables[at] = (tables[at] as number) + 1; // here and below: the indices are in range
  };
  for (let i = 0; i < whole; i += 4) {
    add(values[i] as number);
    add(256 + (values[i + 1] as number));
    add(512 + (values[i + 2] as number));
    add(768 + (values[i + 3] as number));
  }
  for (let i = whole; i < values.length; i++) add(values[i] as number);
  const counts = tables.slice(0, 256);
  for (let at = 256; at < tables.length; at++) {
    counts[at & 255] = (counts[at & 255] as number) + (tables[at] as number);
  }
  return counts;
}

function countWords(values: Values): Uint32Array {
  const counts = new Uint32Array(65_536);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number; // i is in range
    counts[value] = (counts[value] as number) + 1;
  }
  return counts;
}
