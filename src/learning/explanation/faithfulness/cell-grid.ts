import type { Random } from "../../../tensor/random.ts";

/** A plane cut into cells, of which each pixel belongs to one. */
export interface CellGrid {
  /** Cells in all. */
  readonly count: number;
  /** Cell of each pixel. */
  readonly cellOf: Int32Array;
}

/** @param side cells along each side, or as many as there are pixels. */
export function cutCells(height: number, width: number, side: number): CellGrid {
  const rows = Math.min(side, height);
  const columns = Math.min(side, width);
  const cellOf = Int32Array.from({ length: height * width }, (_, at) => {
    const x = at % width;
    const y = (at - x) / width;
    return Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
  });
  return { count: rows * columns, cellOf };
}

/**
 * Cells from the hottest to the coldest by the mean of a map [H, W]; NaN counts as coldest.
 *
 * Equal cells come in random order: half of a map may be 0, and its upper left corner is not hotter than the rest.
 */
export function hottestFirst(map: Float32Array, { count, cellOf }: CellGrid, random: Random): Int32Array {
  const sums = new Float64Array(count);
  const sizes = new Float64Array(count);
  for (let at = 0; at < cellOf.length; at++) {
    const cell = cellOf[at] ?? 0;
    sums[cell] = (sums[cell] ?? 0) + (map[at] ?? 0);
    sizes[cell] = (sizes[cell] ?? 0) + 1;
  }
  const heat = sums.map((sum, cell) => {
    const mean = sum / (sizes[cell] ?? 1);
    return Number.isNaN(mean) ? Number.NEGATIVE_INFINITY : mean;
  });
  const order = randomOrder(count, random);
  // A stable sort keeps the random order among equals; infinities cannot be subtracted.
  return order.sort((a, b) => {
    const [first, second] = [heat[a] ?? 0, heat[b] ?? 0];
    return first === second ? 0 : first > second ? -1 : 1;
  });
}

export function randomOrder(count: number, random: Random): Int32Array {
  return Int32Array.from(random.shuffle(Array.from({ length: count }, (_, cell) => cell)));
}
