/** One bar of a reliability diagram: rows whose confidence is in (low, high]. */
export interface ReliabilityBin {
  readonly low: number;
  readonly high: number;
  /** Rows in the bin. */
  readonly count: number;
  /** Mean confidence; `null` for an empty bin. */
  readonly confidence: number | null;
  /** Share of rows that are right; `null` for an empty bin. */
  readonly accuracy: number | null;
}

/**
 * Confidence against accuracy in bins of equal width over [0, 1].
 *
 * DeGroot and Fienberg (1983), The Statistician 32:12-22, doi:10.2307/2987588.
 *
 * @param confidence probability of the predicted class of each row, in [0, 1].
 * @param correct whether the predicted class is the true one.
 */
export function reliabilityBins(
  confidence: ArrayLike<number>,
  correct: ArrayLike<boolean | number>,
  binCount = 15,
): readonly ReliabilityBin[] {
  const counts = new Float64Array(binCount);
  const confident = new Float64Array(binCount);
  const right = new Float64Array(binCount);
  for (let row = 0; row < confidence.length; row++) {
    const bin = binOf(confidence[row] ?? 0, binCount);
    counts[bin] = (counts[bin] ?? 0) + 1;
    confident[bin] = (confident[bin] ?? 0) + (confidence[row] ?? 0);
    right[bin] = (right[bin] ?? 0) + (correct[row] ? 1 : 0);
  }
  return Array.from(counts, (count, bin) => ({
    low: bin / binCount,
    high: (bin + 1) / binCount,
    count,
    confidence: count === 0 ? null : (confident[bin] ?? 0) / count,
    accuracy: count === 0 ? null : (right[bin] ?? 0) / count,
  }));
}

/**
 * Expected calibration error: mean over rows of |accuracy - confidence| of their bin, for the most probable class,
 * in `binCount` bins of equal width. In [0, 1]; biased upwards when bins hold few rows.
 *
 * Naeini, Cooper and Hauskrecht (2015), AAAI:2901-2907, doi:10.1609/aaai.v29i1.9602; Guo et al. (2017),
 * arXiv:1706.04599, with 15 bins. `null` for no rows.
 *
 * @param weight weight of each row; 1 by default.
 */
export function expectedCalibrationError(
  confidence: ArrayLike<number>,
  correct: ArrayLike<boolean | number>,
  binCount = 15,
  weight?: ArrayLike<number>,
): number | null {
  const gaps = new Float64Array(binCount);
  let total = 0;
  for (let row = 0; row < confidence.length; row++) {
    const share = weight === undefined ? 1 : (weight[row] ?? 0);
    const given = confidence[row] ?? 0;
    const bin = binOf(given, binCount);
    gaps[bin] = (gaps[bin] ?? 0) + share * (given - (correct[row] ? 1 : 0));
    total += share;
  }
  return total > 0 ? gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / total : null;
}

/** Bins are open below and closed above; 0 falls into the first. */
function binOf(confidence: number, binCount: number): number {
  return Math.min(binCount - 1, Math.max(0, Math.ceil(confidence * binCount) - 1));
}
