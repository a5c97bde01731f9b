import { MorError } from "../../errors.ts";
import { type Shape, stridesOf } from "../../tensor/shape.ts";

/** Between which values a tensor lies; 0 is always within. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** How a range is chosen: all values, or the clipping with the least mean squared error of 256 levels. */
export type RangeMethod = "minmax" | "mse";

/** Watches the values of a tensor over many batches, in bounded memory. */
export interface RangeRecorder {
  /** Values of shape [N, channels, ...]. @throws MorError `model-invalid` for a value that is not finite. */
  add(data: Float32Array, shape: Shape): void;
  range(method: RangeMethod): Range;
  /** Mean of each channel. */
  means(): Float64Array;
}

/** Even, so that 0 is the border of two bins and that bins can be merged in pairs. */
const binCount = 4096;

/** Keeps the least and the greatest value and a histogram that widens, by powers of two, when greater values come. */
export function createRangeRecorder(): RangeRecorder {
  let [low, high, limit] = [0, 0, 0];
  const bins = new Float64Array(binCount);
  let sums = new Float64Array(0);
  let perChannel = 0;
  return {
    add(data, shape) {
      for (const value of data) {
        if (value < low) low = value;
        else if (value > high) high = value;
        else if (Number.isNaN(value)) throw notFinite();
      }
      if (sums.length === 0) sums = new Float64Array(shape[1] ?? 1);
      perChannel += data.length / sums.length;
      addSums(sums, data, stridesOf(shape)[1] ?? 1);
      const largest = Math.max(-low, high);
      if (largest === Number.POSITIVE_INFINITY) throw notFinite();
      if (largest === 0) return;
      if (limit === 0) limit = largest;
      while (limit < largest) {
        mergePairs(bins);
        limit *= 2;
      }
      const perUnit = binCount / (2 * limit);
      for (const value of data) {
        // Zeros, which rectifiers make by the million, are represented exactly and tell nothing.
        if (value === 0) continue;
        const bin = Math.min(binCount - 1, Math.floor((value + limit) * perUnit));
        bins[bin] = (bins[bin] ?? 0) + 1;
      }
    },
    range: (method) => (method === "minmax" ? { low, high } : leastError(bins, limit, { low, high })),
    means: () => sums.map((sum) => sum / Math.max(1, perChannel)),
  };
}

function addSums(sums: Float64Array, data: Float32Array, stride: number): void {
  for (let start = 0, channel = 0; start < data.length; start += stride) {
    let sum = 0;
    for (let i = start; i < start + stride; i++) sum += data[i] ?? 0;
    sums[channel] = (sums[channel] ?? 0) + sum;
    channel = channel + 1 === sums.length ? 0 : channel + 1;
  }
}

/** The same counts over twice the width: bin i becomes i / 2 + a quarter of the bins. */
function mergePairs(bins: Float64Array): void {
  const merged = new Float64Array(binCount);
  for (let i = 0; i < binCount; i++) {
    const target = Math.floor(i / 2) + binCount / 4;
    merged[target] = (merged[target] ?? 0) + (bins[i] ?? 0);
  }
  bins.set(merged);
}

/** Both ends shrink together, in hundredths, down to a fifth. */
const [finest, smallest] = [0.01, 0.2];

/**
 * Error of a clipping: step^2 / 12 for what lies within (Widrow and Kollár 2008, uniform quantisation), and the squared
 * distance for what is cut off.
 */
function leastError(bins: Float64Array, limit: number, whole: Range): Range {
  const width = (2 * limit) / binCount;
  let [best, least] = [whole, Number.POSITIVE_INFINITY];
  for (let share = 1; share > smallest - finest / 2; share -= finest) {
    const [low, high] = [whole.low * share, whole.high * share];
    const rounding = ((high - low) / 255) ** 2 / 12;
    let error = 0;
    for (let i = 0; i < binCount; i++) {
      const count = bins[i] ?? 0;
      if (count === 0) continue;
      const value = -limit + (i + 0.5) * width;
      const beyond = Math.max(low - value, value - high, 0);
      error += count * (beyond > 0 ? beyond ** 2 : rounding);
    }
    if (error < least) [best, least] = [{ low, high }, error];
  }
  return best;
}

function notFinite(): MorError {
  return new MorError(
    "model-invalid",
    "Expected finite values in the network, got NaN or infinity (calibration)",
    {
      hint: "Train again with a smaller learning rate.",
    },
  );
}
