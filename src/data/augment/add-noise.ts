import type { Random } from "../../tensor/random.ts";

/**
 * Adds Gaussian noise in place. The values come from 4,096 quantiles of the normal distribution (none beyond 3.7
 * deviations) and a xorshift generator that `random` seeds: some ten times as fast as drawing each one.
 *
 * @param deviation standard deviation, in units of the data.
 */
export function addNoise(data: Float32Array, deviation: number, random: Random): void {
  quantiles ??= normalQuantiles(1 << bits);
  const table = quantiles;
  const mask = (1 << bits) - 1;
  // Marsaglia (2003), doi:10.18637/jss.v008.i14: period 2^32 - 1 from any state but 0.
  let state = random.integer(0x7fffffff) + 1;
  for (let i = 0; i < data.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // The mask keeps the index below the table's length, and i is below data.length.
    data[i] = (data[i] as number) + deviation * (table[(state >>> 7) & mask] as number);
  }
}

const bits = 12;
let quantiles: Float32Array | undefined;

/** The means of `count` equally likely slices of the normal distribution, scaled to deviation 1. */
function normalQuantiles(count: number): Float32Array {
  const table = Float64Array.from({ length: count }, (_, i) => probit((i + 0.5) / count));
  const variance = table.reduce((sum, value) => sum + value * value, 0) / count;
  return Float32Array.from(table, (value) => value / Math.sqrt(variance));
}

/** Inverse of the normal distribution function, by bisection: it is called once per entry, ever. */
function probit(share: number): number {
  let low = -6;
  let high = 6;
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of the normal distribution below z; Zelen and Severo (1964), equation 26.2.17, error below 7.5e-8. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return z > 0 ? 1 - tail : tail;
}
