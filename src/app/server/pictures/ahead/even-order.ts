/**
 * All numbers below `count`, the sixteenth part of them after the other, so that what comes first is spread over the whole:
 * 0, 16, 32 ..., then 8, 24, 40 ..., then 4 and so on.
 */
export function* evenOrder(count: number): Generator<number> {
  for (const first of [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15]) {
    for (let at = first; at < count; at += 16) yield at;
  }
}
