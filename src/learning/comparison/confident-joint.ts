import type { Scores } from "../metrics/metric-set.ts";

/**
 * The class that each image confidently belongs to: the most probable one among those whose probability reaches the
 * mean probability of the class over the images with its label. -1 where no class does.
 *
 * Northcutt, Jiang and Chuang (2021), Journal of Artificial Intelligence Research 70:1373-1411,
 * doi:10.1613/jair.1.12125, equations 1 and 2.
 *
 * @param weight weight of each row; 1 by default.
 */
function confidentRows(scores: Scores, weight?: Float64Array): Int32Array {
  const { classes, truth, probability } = scores;
  const size = classes.length;
  const sums = new Float64Array(size);
  const weights = new Float64Array(size);
  for (let row = 0; row < truth.length; row++) {
    const k = truth[row] ?? 0;
    const share = weight?.[row] ?? 1;
    sums[k] = (sums[k] ?? 0) + share * (probability[row * size + k] ?? 0);
    weights[k] = (weights[k] ?? 0) + share;
  }
  // A class without a label has no threshold: nothing is said to belong to it.
  const thresholds = sums.map((sum, k) => ((weights[k] ?? 0) > 0 ? sum / (weights[k] ?? 1) : Infinity));
  return Int32Array.from({ length: truth.length }, (_, row) => {
    let best = -1;
    for (let k = 0; k < size; k++) {
      const value = probability[row * size + k] ?? 0;
      // The mean of equal numbers may differ from them in the last bit.
      if (value < (thresholds[k] ?? 0) - 1e-12) continue;
      if (best < 0 || value > (probability[row * size + best] ?? 0)) best = k;
    }
    return best;
  });
}

/**
 * The estimated joint distribution of given and true labels: counts of `confidentRows`, each line scaled to the number
 * of images with that label, the sum to 1 (equation 3). A label without a confident image counts as right.
 *
 * @returns joint[given][true]; all 0 for no rows.
 */
export function confidentJoint(scores: Scores, weight?: Float64Array): readonly (readonly number[])[] {
  const { classes, truth } = scores;
  const rows = confidentRows(scores, weight);
  const counts = classes.map(() => new Array<number>(classes.length).fill(0));
  const given = new Array<number>(classes.length).fill(0);
  let total = 0;
  for (let row = 0; row < truth.length; row++) {
    const k = truth[row] ?? 0;
    const share = weight?.[row] ?? 1;
    const confident = rows[row] ?? -1;
    given[k] = (given[k] ?? 0) + share;
    total += share;
    const line = counts[k];
    if (confident >= 0 && line !== undefined) line[confident] = (line[confident] ?? 0) + share;
  }
  return counts.map((line, k) => {
    const sum = line.reduce((all, count) => all + count, 0);
    const images = given[k] ?? 0;
    return line.map((count, j) => {
      if (total === 0) return 0;
      if (sum === 0) return j === k ? images / total : 0;
      return (count / sum) * (images / total);
    });
  });
}
