import { MorError } from "../../errors.ts";

/**
 * Resizes [C, H, W]: along an axis that shrinks by area averaging (each output pixel is the mean of the input that it
 * covers, parts of pixels included), along one that grows linearly between pixel centres, which lie at half pixels
 * (`align_corners=False`), with the border repeated. Means are kept when shrinking. Data of the wanted size are
 * returned themselves. NaN spreads to every output pixel that it touches.
 *
 * @throws MorError `shape-mismatch` when the data do not have the length that their shape says, or a size is below 1.
 */
export function resizePlanar(
  data: Float32Array,
  from: { readonly channels: number; readonly height: number; readonly width: number },
  to: { readonly height: number; readonly width: number },
): Float32Array {
  const { channels, height, width } = from;
  if (data.length !== channels * height * width || !(to.height >= 1 && to.width >= 1)) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${channels} x ${height} x ${width} values to resize to a size of at least 1 x 1, ` +
        `got ${data.length} values and ${to.height} x ${to.width}`,
    );
  }
  const rows = width === to.width ? data : resizeRows(data, channels * height, width, to.width);
  return height === to.height ? rows : resizeColumns(rows, channels, height, to);
}

function resizeRows(data: Float32Array, rows: number, width: number, newWidth: number): Float32Array {
  const { starts, weights, taps } = weightsOf(width, newWidth);
  const out = new Float32Array(rows * newWidth);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    const to = row * newWidth;
    if (taps === 2) {
      for (let x = 0; x < newWidth; x++) {
        const start = from + (starts[x] as number); // here and below: the indices are in range
        const left = (weights[2 * x] as number) * (data[start] as number);
        out[to + x] = 0 + left + (weights[2 * x + 1] as number) * (data[start + 1] as number);
      }
      continue;
    }
    for (let x = 0; x < newWidth; x++) {
      const start = from + (starts[x] as number);
      let sum = 0;
      for (let tap = 0; tap < taps; tap++)
        sum += (weights[x * taps + tap] as number) * (data[start + tap] as number);
      out[to + x] = sum;
    }
  }
  return out;
}

/** Adds whole rows, which lie next to each other in memory. */
function resizeColumns(
  data: Float32Array,
  channels: number,
  height: number,
  to: { readonly height: number; readonly width: number },
): Float32Array {
  const { starts, weights, taps } = weightsOf(height, to.height);
  const { width } = to;
  const out = new Float32Array(channels * to.height * width);
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < to.height; y++) {
      const target = (channel * to.height + y) * width;
      const [first = 0, second = 0] = weights.subarray(y * taps, y * taps + 2);
      if (taps === 2 && first !== 0 && second !== 0) {
        const start = (channel * height + (starts[y] ?? 0)) * width;
        for (let x = 0; x < width; x++) {
          const above = Math.fround(0 + first * (data[start + x] as number)); // rounds as the sum below does
          out[target + x] = above + second * (data[start + width + x] as number);
        }
        continue;
      }
      for (let tap = 0; tap < taps; tap++) {
        const weight = weights[y * taps + tap] ?? 0;
        if (weight === 0) continue;
        const start = (channel * height + (starts[y] ?? 0) + tap) * width;
        for (let x = 0; x < width; x++)
          out[target + x] = (out[target + x] as number) + weight * (data[start + x] as number);
      }
    }
  }
  return out;
}

/** Which inputs each output is made of: `taps` of them from `starts[i]` on, weighted. */
interface Weights {
  readonly starts: Int32Array;
  readonly weights: Float64Array;
  readonly taps: number;
}

const cache = new Map<string, Weights>();

function weightsOf(size: number, newSize: number): Weights {
  const key = `${size},${newSize}`;
  const known = cache.get(key);
  if (known) return known;
  if (cache.size >= 64) cache.clear();
  const made = newSize < size ? areaWeights(size, newSize) : linearWeights(size, newSize);
  cache.set(key, made);
  return made;
}

function areaWeights(size: number, newSize: number): Weights {
  const ratio = size / newSize;
  const taps = Number.isInteger(ratio) ? ratio : Math.min(size, Math.ceil(ratio) + 1);
  const starts = new Int32Array(newSize);
  const weights = new Float64Array(newSize * taps);
  for (let i = 0; i < newSize; i++) {
    const low = (i * size) / newSize;
    const high = ((i + 1) * size) / newSize;
    const start = Math.min(Math.floor(low), size - taps);
    starts[i] = start;
    for (let tap = 0; tap < taps; tap++) {
      const overlap = Math.min(high, start + tap + 1) - Math.max(low, start + tap);
      weights[i * taps + tap] = Math.max(0, overlap) / ratio;
    }
  }
  return { starts, weights, taps };
}

function linearWeights(size: number, newSize: number): Weights {
  const taps = Math.min(2, size);
  const starts = new Int32Array(newSize);
  const weights = new Float64Array(newSize * taps);
  for (let i = 0; i < newSize; i++) {
    const centre = Math.min(size - 1, Math.max(0, ((i + 0.5) * size) / newSize - 0.5));
    const start = Math.min(Math.floor(centre), size - taps);
    starts[i] = start;
    weights[i * taps] = taps === 1 ? 1 : 1 - (centre - start);
    if (taps === 2) weights[i * taps + 1] = centre - start;
  }
  return { starts, weights, taps };
}
