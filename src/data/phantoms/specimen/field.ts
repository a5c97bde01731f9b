import type { Random } from "../../../tensor/random.ts";

/** A quantity sampled on a square grid of nodes, read in between by bilinear interpolation. */
export interface Field {
  /** Coordinate of the first node on both axes, in micrometres. */
  readonly low: number;
  /** Spacing of the nodes in micrometres. */
  readonly step: number;
  /** Nodes along each axis. */
  readonly side: number;
  /** Row-major [side, side]. */
  readonly values: Float32Array;
}

/** A field of zeros that covers [low, high] on both axes. */
export function createField(low: number, high: number, step: number): Field {
  const side = Math.ceil((high - low) / step) + 1;
  return { low, step, side, values: new Float32Array(side * side) };
}

/**
 * A smooth random function with mean 0 and variance 1 at the nodes of a field: a sum of plane waves.
 * @param wavelengths shortest and longest in micrometres.
 */
export function drawWaves(
  random: Random,
  { low, step, side }: Field,
  count: number,
  wavelengths: readonly [shortest: number, longest: number],
): Float32Array {
  const out = new Float32Array(side * side);
  const scale = Math.sqrt(2 / count);
  for (let wave = 0; wave < count; wave++) {
    // Directions are spread over the half circle, or the waves would now and then all run alike.
    const angle = (Math.PI * (wave + random.uniform())) / count;
    const k = (2 * Math.PI) / random.uniform(...wavelengths);
    const phase = random.uniform(0, 2 * Math.PI);
    const turnCos = Math.cos(k * Math.cos(angle) * step);
    const turnSin = Math.sin(k * Math.cos(angle) * step);
    for (let row = 0, node = 0; row < side; row++) {
      const start = k * (Math.cos(angle) * low + Math.sin(angle) * (low + row * step)) + phase;
      let cos = scale * Math.cos(start);
      let sin = scale * Math.sin(start);
      // The angle sum formulas take the wave from node to node without a call of sin.
      for (let column = 0; column < side; column++, node++) {
        out[node] = (out[node] ?? 0) + sin;
        const next = cos * turnCos - sin * turnSin;
        sin = sin * turnCos + cos * turnSin;
        cos = next;
      }
    }
  }
  return out;
}

/** The value at a point in micrometres; outside of the field the value at its border. */
export function readField({ low, step, side, values }: Field, x: number, y: number): number {
  const u = Math.min(side - 1.001, Math.max(0, (x - low) / step));
  const v = Math.min(side - 1.001, Math.max(0, (y - low) / step));
  const column = Math.floor(u);
  const row = Math.floor(v);
  const node = row * side + column;
  const fx = u - column;
  const fy = v - row;
  const top = (values[node] ?? 0) * (1 - fx) + (values[node + 1] ?? 0) * fx;
  const bottom = (values[node + side] ?? 0) * (1 - fx) + (values[node + side + 1] ?? 0) * fx;
  return top * (1 - fy) + bottom * fy;
}

/** The values at the centres of all pixels of an image: row-major [size, size]; `pixelSize` in micrometres. */
export function sampleField(field: Field, size: number, pixelSize: number): Float32Array {
  const { low, step, side, values } = field;
  const nodes = new Int32Array(size);
  const shares = new Float32Array(size);
  for (let index = 0; index < size; index++) {
    const position = Math.min(side - 1.001, Math.max(0, ((index + 0.5) * pixelSize - low) / step));
    nodes[index] = Math.floor(position);
    shares[index] = position - Math.floor(position);
  }
  const out = new Float32Array(size * size);
  const line = new Float32Array(side);
  for (let row = 0, at = 0; row < size; row++) {
    const start = (nodes[row] ?? 0) * side;
    const share = shares[row] ?? 0;
    for (let node = 0; node < side; node++) {
      const top = values[start + node] ?? 0;
      line[node] = top + share * ((values[start + side + node] ?? 0) - top);
    }
    for (let column = 0; column < size; column++, at++) {
      const node = nodes[column] ?? 0;
      const left = line[node] ?? 0;
      out[at] = left + (shares[column] ?? 0) * ((line[node + 1] ?? 0) - left);
    }
  }
  return out;
}

/** A source of points in micrometres whose density is proportional to the field, which must not be negative. */
export function createSampler(field: Field, random: Random): () => { x: number; y: number } {
  const { low, step, side, values } = field;
  const cumulative = new Float64Array(values.length);
  let sum = 0;
  for (let node = 0; node < values.length; node++) {
    sum += values[node] ?? 0;
    cumulative[node] = sum;
  }
  return () => {
    const wanted = random.uniform(0, sum);
    let from = 0;
    let to = values.length - 1;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((cumulative[middle] ?? 0) > wanted) to = middle;
      else from = middle + 1;
    }
    const row = Math.floor(from / side);
    return {
      x: low + (from - row * side + random.uniform(-0.5, 0.5)) * step,
      y: low + (row + random.uniform(-0.5, 0.5)) * step,
    };
  };
}
