/**
 * Holm's step-down correction: p values that hold for all tests together, in the order given.
 *
 * `null` (no test could be made) stays `null` and is not counted. Empty for none. Holm (1979), Scandinavian Journal of
 * Statistics 6:65-70, www.jstor.org/stable/4615733.
 */
export function holmAdjust(pValues: readonly (number | null)[]): readonly (number | null)[] {
  const order = pValues
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .sort((a, b) => a.p - b.p || a.index - b.index);
  const adjusted = new Array<number | null>(pValues.length).fill(null);
  let largest = 0;
  order.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (order.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
