/**
 * Mean of -ln(probability of the true class), in nats; 0 is perfect, ln(classCount) is a uniform guess.
 *
 * Probabilities are clipped to [2^-52, 1 - 2^-52] as in scikit-learn, so that one certain mistake costs 36 and not
 * Infinity. Good (1952), Journal of the Royal Statistical Society B 14:107-114. `null` for no rows.
 *
 * @param probability row-major [rows, classCount].
 */
export function logLoss(
  truth: ArrayLike<number>,
  probability: ArrayLike<number>,
  classCount: number,
): number | null {
  return rowMean(rowLogLoss(truth, probability, classCount));
}

/**
 * Mean over rows of the squared distance between the probabilities and the truth, summed over all classes: Brier's
 * own definition, in [0, 2]. For two classes it is twice the one-class form that is often given that name.
 *
 * Brier (1950), Monthly Weather Review 78:1-3, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2. `null` for no
 * rows.
 *
 * @param probability row-major [rows, classCount].
 */
export function brierScore(
  truth: ArrayLike<number>,
  probability: ArrayLike<number>,
  classCount: number,
): number | null {
  return rowMean(rowBrierScore(truth, probability, classCount));
}

/** Log loss of each row. */
export function rowLogLoss(
  truth: ArrayLike<number>,
  probability: ArrayLike<number>,
  classCount: number,
): Float64Array {
  return Float64Array.from({ length: truth.length }, (_, row) => {
    const given = probability[row * classCount + (truth[row] ?? 0)] ?? 0;
    return -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, given)));
  });
}

/** Brier score of each row. */
export function rowBrierScore(
  truth: ArrayLike<number>,
  probability: ArrayLike<number>,
  classCount: number,
): Float64Array {
  return Float64Array.from({ length: truth.length }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      const gap = (probability[row * classCount + k] ?? 0) - (truth[row] === k ? 1 : 0);
      sum += gap * gap;
    }
    return sum;
  });
}

/** Mean of a value per row; `null` when the weights, 1 by default, sum to 0. */
export function rowMean(values: Float64Array, weight?: Float64Array): number | null {
  let sum = 0;
  let weights = 0;
  for (let row = 0; row < values.length; row++) {
    const share = weight === undefined ? 1 : (weight[row] ?? 0);
    sum += share * (values[row] ?? 0);
    weights += share;
  }
  return weights > 0 ? sum / weights : null;
}
