/** Named values of one family; the names are the same for every plane. */
export type Measurements = readonly (readonly [name: string, value: number])[];

/** Mean, deviation, skewness and excess kurtosis; 0 for nothing and for values that are all equal. */
export function moments(values: ArrayLike<number>): {
  mean: number;
  deviation: number;
  skewness: number;
  kurtosis: number;
} {
  const count = Math.max(1, values.length);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  const mean = sum / count;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < values.length; i++) {
    const gap = (values[i] ?? 0) - mean;
    const square = gap * gap;
    second += square;
    third += square * gap;
    fourth += square * square;
  }
  const variance = second / count;
  const deviation = Math.sqrt(variance);
  // Below float32's resolution of the mean there is no shape of a distribution.
  if (!(deviation > 1e-6 * Math.abs(mean)) || variance < 1e-30) {
    return { mean, deviation, skewness: 0, kurtosis: 0 };
  }
  return {
    mean,
    deviation,
    skewness: third / count / (variance * deviation),
    kurtosis: fourth / count / (variance * variance) - 3,
  };
}

/** The value below which a share of the sorted values lies, interpolated as NumPy does; 0 for nothing. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const first = sorted[low] ?? 0;
  const second = sorted[Math.min(sorted.length - 1, low + 1)] ?? first;
  return first + (at - low) * (second - first);
}

/** Mean, deviation and quantiles of some values under a common name; zeros for nothing. */
export function summarize(
  name: string,
  values: ArrayLike<number>,
  shares: readonly number[],
): [string, number][] {
  const { mean, deviation } = moments(values);
  const sorted = Float64Array.from(values).sort();
  return [
    [`${name}-mean`, mean],
    [`${name}-deviation`, deviation],
    ...shares.map((share): [string, number] => [
      `${name}-q${Math.round(100 * share)}`,
      quantile(sorted, share),
    ]),
  ];
}

/** a / b; 0 where b is 0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
