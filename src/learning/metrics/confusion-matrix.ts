/** counts[true][predicted]; real numbers when rows carry weights. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * How often each true class was given each predicted class.
 *
 * @param truth class index of each row, in [0, classCount).
 * @param predicted class index of each row, in [0, classCount).
 * @param weight weight of each row; 1 by default.
 * @returns counts[true][predicted], all zero for no rows.
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classCount: number,
  weight?: ArrayLike<number>,
): ConfusionMatrix {
  const counts = Array.from({ length: classCount }, () => new Array<number>(classCount).fill(0));
  for (let row = 0; row < truth.length; row++) {
    const line = counts[truth[row] ?? 0];
    const column = predicted[row] ?? 0;
    if (line !== undefined)
      line[column] = (line[column] ?? 0) + (weight === undefined ? 1 : (weight[row] ?? 0));
  }
  return counts;
}

/**
 * The most probable class of each row; the first of them when several are equally probable, as in NumPy.
 *
 * @param probability row-major [rows, classCount].
 */
export function predictedClasses(probability: ArrayLike<number>, classCount: number): Int32Array {
  const rows = classCount === 0 ? 0 : probability.length / classCount;
  const predicted = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classCount;
    let best = 0;
    for (let k = 1; k < classCount; k++) {
      if ((probability[start + k] ?? 0) > (probability[start + best] ?? 0)) best = k;
    }
    predicted[row] = best;
  }
  return predicted;
}
