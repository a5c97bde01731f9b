/**
 * Moves labels apart along one axis, each as near to its place as the others allow, within 0..`end`.
 *
 * Neighbours that are too near are joined into blocks that move as one (pool adjacent violators), which is the
 * least-squares answer. Labels that do not fit at all overlap evenly.
 *
 * @param places wanted positions; their order is kept, and the answer comes in the order given.
 * @param gap least distance between two labels.
 */
export function spreadLabels(places: readonly number[], gap: number, end: number): readonly number[] {
  const distance = Math.min(gap, places.length > 1 ? end / (places.length - 1) : gap);
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  const blocks: { sum: number; count: number }[] = [];
  order.forEach(({ place }, rank) => {
    let block = { sum: place - rank * distance, count: 1 };
    for (
      let last = blocks.at(-1);
      last && last.sum / last.count > block.sum / block.count;
      last = blocks.at(-1)
    ) {
      block = { sum: last.sum + block.sum, count: last.count + block.count };
      blocks.pop();
    }
    blocks.push(block);
  });
  const shifts = blocks.flatMap(({ sum, count }) => new Array<number>(count).fill(sum / count));
  const room = end - (places.length - 1) * distance;
  const moved = new Array<number>(places.length).fill(0);
  order.forEach(({ index }, rank) => {
    moved[index] = Math.min(room, Math.max(0, shifts[rank] ?? 0)) + rank * distance;
  });
  return moved;
}
