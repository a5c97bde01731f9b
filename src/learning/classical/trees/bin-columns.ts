import type { Matrix } from "../matrix.ts";
import type { Pause } from "../pause.ts";

/** A matrix whose values are replaced by the number of thresholds below them, at most 255 per column. */
export interface BinnedMatrix {
  /** Column after column: bin of (row, column) at column * rows + row. */
  readonly bins: Uint8Array;
  readonly rows: number;
  readonly columns: number;
  /** Rising thresholds of each column: bin b holds thresholds[b - 1] < x <= thresholds[b]; none for constant columns. */
  readonly thresholds: readonly Float32Array[];
}

/**
 * Bins every column: at the middles between its values where these are at most 256, otherwise at its quantiles.
 * NaN goes to the last bin.
 */
export async function binColumns({ data, rows, columns }: Matrix, pause: Pause): Promise<BinnedMatrix> {
  const bins = new Uint8Array(rows * columns);
  const thresholds: Float32Array[] = [];
  const column = new Float32Array(rows);
  for (let f = 0; f < columns; f++) {
    for (let row = 0; row < rows; row++) column[row] = data[row * columns + f] ?? 0;
    const cuts = toThresholds(column);
    thresholds.push(cuts);
    if (f % 16 === 0) await pause();
    if (cuts.length === 0) continue;
    for (let row = 0; row < rows; row++) bins[f * rows + row] = findBin(cuts, column[row] ?? 0);
  }
  return { bins, rows, columns, thresholds };
}

function toThresholds(column: Float32Array): Float32Array {
  const sorted = column.slice().sort();
  const values: number[] = [];
  for (const value of sorted) if (value !== values.at(-1) && !Number.isNaN(value)) values.push(value);
  if (values.length <= 256) {
    return Float32Array.from(values.slice(1), (value, index) => between(values[index] ?? value, value));
  }
  const cuts: number[] = [];
  for (let bin = 1; bin < 256; bin++) {
    const at = Math.round((bin * sorted.length) / 256);
    const [low, high] = [sorted[at - 1] ?? 0, sorted[at] ?? 0];
    if (low < high) cuts.push(between(low, high));
    // A value that fills the whole place of a cut is parted from what comes next.
    else if (cuts.at(-1) !== low && (cuts.length === 0 || low > (cuts.at(-1) ?? 0))) cuts.push(low);
  }
  return Float32Array.from(cuts);
}

/** A float32 t with low <= t < high. */
function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle >= high ? low : middle;
}

/** Number of thresholds below the value. */
function findBin(thresholds: Float32Array, value: number): number {
  let low = 0;
  let high = thresholds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (thresholds[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
