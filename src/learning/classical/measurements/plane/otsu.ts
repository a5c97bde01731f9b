/**
 * The threshold that parts values into two classes with the least variance within them (Otsu 1979,
 * doi:10.1109/TSMC.1979.4310076), on a histogram of 256 bins.
 *
 * @param weights weight of each value; 1 by default.
 * @returns the middle of a bin, as scikit-image; the value itself when all are equal, 0 for nothing.
 */
export function otsuThreshold(values: Float32Array, weights?: Float32Array): number {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(most > least)) return values.length === 0 ? 0 : least;
  const counts = new Float64Array(binCount);
  const scale = binCount / (most - least);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.min(binCount - 1, Math.floor(((values[i] ?? 0) - least) * scale));
    counts[bin] = (counts[bin] ?? 0) + (weights?.[i] ?? 1);
  }
  let total = 0;
  let moment = 0;
  for (let bin = 0; bin < binCount; bin++) {
    total += counts[bin] ?? 0;
    moment += (counts[bin] ?? 0) * bin;
  }
  let below = 0;
  let momentBelow = 0;
  let best = 0;
  let bestVariance = -1;
  for (let bin = 0; bin < binCount - 1; bin++) {
    below += counts[bin] ?? 0;
    momentBelow += (counts[bin] ?? 0) * bin;
    const above = total - below;
    if (below <= 0 || above <= 0) continue;
    const gap = momentBelow / below - (moment - momentBelow) / above;
    const variance = below * above * gap * gap;
    if (variance > bestVariance) {
      bestVariance = variance;
      best = bin;
    }
  }
  return least + (best + 0.5) / scale;
}

const binCount = 256;
