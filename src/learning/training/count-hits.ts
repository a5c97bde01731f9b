/** Rows of logits [N, K] whose largest is that of their class. */
export function countHits(logits: Float32Array, labels: BigInt64Array): number {
  const classes = logits.length / labels.length;
  let hits = 0;
  labels.forEach((label, row) => {
    const scores = logits.subarray(row * classes, (row + 1) * classes);
    if (scores.indexOf(Math.max(...scores)) === Number(label)) hits++;
  });
  return hits;
}
