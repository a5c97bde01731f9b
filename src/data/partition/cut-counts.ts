/**
 * Cuts `total` into whole counts by shares: each gets its floor, the largest remainders get one more, and a part
 * that would get nothing takes one from the largest (as far as there are enough).
 *
 * @param shares positive, with sum 1.
 * @param turn where to begin among equal remainders, so that not all classes favour the same part.
 */
export function cutCounts(total: number, shares: readonly number[], turn = 0): number[] {
  const wishes = shares.map((share) => share * total);
  // 0.1 * 30 is 3.0000000000000004: without the tolerance such a floor may fall one too low.
  const counts = wishes.map((wish) => Math.floor(wish + 1e-9));
  const rank = (part: number): number => (((part - turn) % shares.length) + shares.length) % shares.length;
  const remainder = (part: number): number => (wishes[part] ?? 0) - (counts[part] ?? 0);
  const order = shares
    .map((_, part) => part)
    .sort((a, b) => {
      const difference = remainder(b) - remainder(a);
      return Math.abs(difference) > 1e-9 ? difference : rank(a) - rank(b);
    });
  const left = total - counts.reduce((sum, count) => sum + count, 0);
  for (const part of order.slice(0, left)) counts[part] = (counts[part] ?? 0) + 1;
  for (const part of order) {
    const largest = counts.indexOf(Math.max(...counts));
    if (counts[part] !== 0 || (counts[largest] ?? 0) < 2) continue;
    counts[part] = 1;
    counts[largest] = (counts[largest] ?? 0) - 1;
  }
  return counts;
}
