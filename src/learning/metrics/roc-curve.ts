/** Points of a receiver operating characteristic, from (0, 0) to (1, 1), thresholds falling from Infinity. */
export interface RocCurve {
  readonly falsePositiveRate: readonly number[];
  readonly truePositiveRate: readonly number[];
  /** A row counts as positive when its score is at least this. */
  readonly threshold: readonly number[];
}

/**
 * Receiver operating characteristic of `score` for the rows that are `positive`; points on a straight line between
 * their neighbours are dropped, as in scikit-learn.
 *
 * Fawcett (2006), Pattern Recognition Letters 27:861-874, doi:10.1016/j.patrec.2005.10.010. `null` when there are no
 * positives or no negatives.
 */
export function rocCurve(score: ArrayLike<number>, positive: ArrayLike<boolean | number>): RocCurve | null {
  const ranking = rankScores(score, positive);
  const hits = [0];
  const alarms = [0];
  const threshold = [Number.POSITIVE_INFINITY];
  let hit = 0;
  for (let rank = ranking.row.length - 1; rank >= 0; rank--) {
    hit += ranking.positive[rank] ?? 0;
    if (rank > 0 && ranking.lastOfTie[rank - 1] === 0) continue;
    hits.push(hit);
    alarms.push(ranking.row.length - rank - hit);
    threshold.push(score[ranking.row[rank] ?? 0] ?? 0);
  }
  const positives = hits.at(-1) ?? 0;
  const negatives = alarms.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return null;
  const kept = hits.flatMap((_, i) => (bends(hits, i) || bends(alarms, i) ? [i] : []));
  return {
    falsePositiveRate: kept.map((i) => (alarms[i] ?? 0) / negatives),
    truePositiveRate: kept.map((i) => (hits[i] ?? 0) / positives),
    threshold: kept.map((i) => threshold[i] ?? 0),
  };
}

/**
 * Area under the receiver operating characteristic: the probability that a positive row has a higher score than a
 * negative one, ties counted half (Mann-Whitney). In [0, 1]; 0.5 is chance.
 *
 * Hanley and McNeil (1982), Radiology 143:29-36, doi:10.1148/radiology.143.1.7063747. `null` when there are no
 * positives or no negatives.
 */
export function aucRoc(
  score: ArrayLike<number>,
  positive: ArrayLike<boolean | number>,
  weight?: Float64Array,
): number | null {
  return aucOfRanking(rankScores(score, positive), weight ?? new Float64Array(score.length).fill(1));
}

/** Rows in the order of rising score: sort once, then weigh many times. */
export interface Ranking {
  /** Row at each rank. */
  readonly row: Int32Array;
  /** 1 where the row at that rank is positive. */
  readonly positive: Uint8Array;
  /** 1 where the row at the next rank has a higher score. */
  readonly lastOfTie: Uint8Array;
}

/** Sorts rows by score for `aucOfRanking`. Scores must not be NaN. */
export function rankScores(score: ArrayLike<number>, positive: ArrayLike<boolean | number>): Ranking {
  const row = Int32Array.from({ length: score.length }, (_, i) => i);
  row.sort((a, b) => (score[a] ?? 0) - (score[b] ?? 0));
  return {
    row,
    positive: Uint8Array.from(row, (i) => (positive[i] ? 1 : 0)),
    lastOfTie: Uint8Array.from(row, (i, rank) => (score[i] === score[row[rank + 1] ?? -1] ? 0 : 1)),
  };
}

/** `aucRoc` of rows that were ranked before, with a weight for each row. */
export function aucOfRanking({ row, positive, lastOfTie }: Ranking, weight: Float64Array): number | null {
  let area = 0;
  let positives = 0;
  let negatives = 0;
  let tiedPositives = 0;
  let tiedNegatives = 0;
  for (let rank = 0; rank < row.length; rank++) {
    const share = weight[row[rank] ?? 0] ?? 0;
    // Multiplied, since a branch on the class cannot be predicted: this loop is most of the time of the bootstrap.
    const hit = share * (positive[rank] ?? 0);
    tiedPositives += hit;
    tiedNegatives += share - hit;
    if (lastOfTie[rank] === 0) continue;
    area += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    tiedPositives = 0;
    tiedNegatives = 0;
  }
  return positives > 0 && negatives > 0 ? area / (positives * negatives) : null;
}

/** Whether the steps before and after a point differ; the ends and the highest score always count. */
function bends(values: readonly number[], index: number): boolean {
  const before = index === 1 ? undefined : values[index - 1];
  const here = values[index];
  const after = values[index + 1];
  if (before === undefined || here === undefined || after === undefined) return true;
  return here - before !== after - here;
}
