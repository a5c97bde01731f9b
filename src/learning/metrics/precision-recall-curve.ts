import { rankScores } from "./roc-curve.ts";

/** Points of rising threshold; the last, without a threshold, is precision 1 at recall 0. */
export interface PrecisionRecallCurve {
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  /** One fewer than points: a row counts as positive when its score is at least this. */
  readonly threshold: readonly number[];
}

/**
 * Precision and recall at every threshold of `score` for the rows that are `positive`, as in scikit-learn.
 *
 * Davis and Goadrich (2006), ICML:233-240, doi:10.1145/1143844.1143874. `null` when there are no positives.
 */
export function precisionRecallCurve(
  score: ArrayLike<number>,
  positive: ArrayLike<boolean | number>,
): PrecisionRecallCurve | null {
  const ranking = rankScores(score, positive);
  const positives = ranking.positive.reduce((sum, value) => sum + value, 0);
  if (positives === 0) return null;
  const precision: number[] = [];
  const recall: number[] = [];
  const threshold: number[] = [];
  let missed = 0;
  for (let rank = 0; rank < ranking.row.length; rank++) {
    const first = rank === 0 || ranking.lastOfTie[rank - 1] === 1;
    if (first) {
      precision.push((positives - missed) / (ranking.row.length - rank));
      recall.push((positives - missed) / positives);
      threshold.push(score[ranking.row[rank] ?? 0] ?? 0);
    }
    missed += ranking.positive[rank] ?? 0;
  }
  return { precision: [...precision, 1], recall: [...recall, 0], threshold };
}

/**
 * Average precision: precision at each threshold, weighted by the gain in recall; no interpolation.
 *
 * `null` when there are no positives. Chance is the share of positives.
 */
export function averagePrecision(
  score: ArrayLike<number>,
  positive: ArrayLike<boolean | number>,
): number | null {
  const curve = precisionRecallCurve(score, positive);
  if (curve === null) return null;
  const { precision, recall } = curve;
  return precision.reduce((sum, value, i) => sum + value * ((recall[i] ?? 0) - (recall[i + 1] ?? 0)), 0);
}
