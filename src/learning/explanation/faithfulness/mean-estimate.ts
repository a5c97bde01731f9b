import type { Random } from "../../../tensor/random.ts";
import { bootstrapInterval, type Clusters, resampleClusters } from "../../metrics/cluster-bootstrap.ts";
import { wilsonInterval } from "../../metrics/wilson-interval.ts";

/** A mean with its 95 % interval; `null` where it cannot be computed. */
export interface MeanEstimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface MeanOptions {
  /** Which inputs move together: those of one image, or of one plant. */
  readonly clusters: Clusters;
  readonly random: Random;
  /** Whether each value is a hit (1), a miss (0) or a share of hits between them. */
  readonly isShare?: boolean;
}

/**
 * Mean over inputs, with a bootstrap over clusters (`bootstrapInterval`); NaN is left out.
 *
 * Fewer than five clusters give no interval. Where all clusters hit, or all miss, resampling cannot vary; then the interval is
 * Wilson's, of as many trials as there are clusters.
 */
export function estimateMean(values: Float64Array, options: MeanOptions): MeanEstimate {
  const { random, isShare = false } = options;
  const { kept, clusters } = withoutGaps(values, options.clusters);
  if (kept.length === 0) return { value: null, low: null, high: null };
  const value = meanOf(kept);
  if (clusters.count < fewestClusters) return { value, low: null, high: null };
  const replicates = new Float64Array(resamples);
  resampleClusters(clusters, resamples, random, (weight, resample) => {
    replicates[resample] = weightedMean(kept, weight);
  });
  const interval = bootstrapInterval(value, replicates, clusters.count);
  if (interval) return { value, ...interval };
  if (isShare && (value === 0 || value === 1)) {
    return {
      value,
      ...(wilsonInterval(value * clusters.count, clusters.count) ?? { low: value, high: value }),
    };
  }
  return { value, low: value, high: value };
}

const resamples = 1000;
const fewestClusters = 5;

/** The values that are numbers, and their clusters numbered anew: one that has no value left is not drawn. */
function withoutGaps(
  values: Float64Array,
  { index }: Clusters,
): { readonly kept: Float64Array; readonly clusters: Clusters } {
  const numbers = new Map<number, number>();
  const kept: number[] = [];
  const clusterOf: number[] = [];
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    const cluster = index[row] ?? 0;
    const number = numbers.get(cluster) ?? numbers.size;
    numbers.set(cluster, number);
    kept.push(value);
    clusterOf.push(number);
  });
  return {
    kept: Float64Array.from(kept),
    clusters: { index: Int32Array.from(clusterOf), count: numbers.size },
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function weightedMean(values: Float64Array, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    sum += (values[row] ?? 0) * (weight[row] ?? 0);
    total += weight[row] ?? 0;
  }
  return sum / total;
}
