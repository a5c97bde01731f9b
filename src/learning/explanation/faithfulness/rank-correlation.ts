/**
 * Spearman's rank correlation of two maps, equal values sharing their mean rank.
 *
 * Within -1..1. A map that is the same everywhere, or holds NaN, has no ranks: it gives 0, as it tells nothing of the other.
 * Spearman (1904), doi:10.2307/1412159.
 */
export function rankCorrelation(first: ArrayLike<number>, second: ArrayLike<number>): number {
  const a = ranksOf(first);
  const b = ranksOf(second);
  const middle = (a.length - 1) / 2;
  let [aa, bb, ab] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const x = (a[i] ?? 0) - middle;
    const y = (b[i] ?? 0) - middle;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt(aa * bb);
  return spread > 0 && Number.isFinite(spread) ? ab / spread : 0;
}

/** From 0; equal values have the mean of their places. All are equal where there is a NaN. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values).sort();
  const ranks = new Float64Array(values.length);
  if (Number.isNaN(sorted.at(-1))) return ranks.fill((values.length - 1) / 2);
  const rankOf = new Map<number, number>();
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    while (end + 1 < sorted.length && sorted[end + 1] === sorted[start]) end++;
    rankOf.set(sorted[start] ?? 0, (start + end) / 2);
    start = end + 1;
  }
  for (let i = 0; i < ranks.length; i++) ranks[i] = rankOf.get(values[i] ?? 0) ?? 0;
  return ranks;
}
