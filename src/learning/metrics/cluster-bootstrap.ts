import type { Random } from "../../tensor/random.ts";
import { normalDistribution, normalQuantile, studentQuantile } from "./normal-distribution.ts";

/** Rows by cluster: `index[row]` is the cluster's number in [0, count). */
export interface Clusters {
  readonly index: Int32Array;
  readonly count: number;
}

/** Numbers the clusters in the order of their first row. */
export function numberClusters(names: readonly string[]): Clusters {
  const numbers = new Map<string, number>();
  const index = Int32Array.from(names, (name) => {
    const known = numbers.get(name) ?? numbers.size;
    numbers.set(name, known);
    return known;
  });
  return { index, count: numbers.size };
}

/**
 * Calls `visit` with the weight of each row in each of `count` resamples: as many whole clusters as there are, drawn
 * with replacement. The array of weights is used again for the next resample.
 *
 * Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8, doi:10.1017/CBO9780511802843.
 */
export function resampleClusters(
  clusters: Clusters,
  count: number,
  random: Random,
  visit: (weight: Float64Array, resample: number) => void,
): void {
  const drawn = new Float64Array(clusters.count);
  const weight = new Float64Array(clusters.index.length);
  for (let resample = 0; resample < count; resample++) {
    drawn.fill(0);
    for (let draw = 0; draw < clusters.count; draw++) {
      const chosen = random.integer(clusters.count);
      drawn[chosen] = (drawn[chosen] ?? 0) + 1;
    }
    for (let row = 0; row < weight.length; row++) weight[row] = drawn[clusters.index[row] ?? 0] ?? 0;
    visit(weight, resample);
  }
}

/**
 * Bias-corrected percentile interval of a statistic from its bootstrap replicates, widened for few clusters.
 *
 * The levels are those of Efron's BCa without the acceleration (Efron 1987, Journal of the American Statistical
 * Association 82:171-185, doi:10.1080/01621459.1987.10478410), with Student's t for the normal quantile and the
 * factor sqrt(n / (n - 1)) of Hesterberg (2015), The American Statistician 69:371-386,
 * doi:10.1080/00031305.2015.1089789. The interval always holds `value`.
 *
 * @param replicates the statistic in each resample; NaN where it was not defined, which is left out.
 * @param clusterCount clusters on which the statistic rests, at least 4.
 * @returns `null` when fewer than half of the replicates are defined, or all are equal.
 */
export function bootstrapInterval(
  value: number,
  replicates: Float64Array,
  clusterCount: number,
  confidence = 0.95,
): { readonly low: number; readonly high: number } | null {
  const sorted = replicates.filter((replicate) => !Number.isNaN(replicate)).sort();
  const lowest = sorted[0];
  const highest = sorted.at(-1);
  if (lowest === undefined || highest === undefined || sorted.length * 2 < replicates.length) return null;
  // Resamples sum the same numbers in another grouping, so equal statistics may differ in the last bits.
  if (highest - lowest <= 1e-12 * Math.max(1, Math.abs(value))) return null;
  let below = 0;
  for (const replicate of sorted) below += replicate < value ? 1 : replicate === value ? 0.5 : 0;
  // Kept off 0 and 1, where the correction would be infinite.
  const share = (below + 0.5) / (sorted.length + 1);
  const bias = normalQuantile(share);
  const widening = Math.sqrt(clusterCount / (clusterCount - 1));
  const z = widening * studentQuantile(0.5 + confidence / 2, clusterCount - 1);
  return {
    low: Math.min(value, quantile(sorted, normalDistribution(2 * bias - z))),
    high: Math.max(value, quantile(sorted, normalDistribution(2 * bias + z))),
  };
}

/** Linear interpolation between order statistics, as NumPy's default. */
function quantile(sorted: Float64Array, probability: number): number {
  const position = probability * (sorted.length - 1);
  const before = Math.floor(position);
  const low = sorted[before] ?? Number.NaN;
  const high = sorted[Math.min(before + 1, sorted.length - 1)] ?? low;
  return low + (position - before) * (high - low);
}
