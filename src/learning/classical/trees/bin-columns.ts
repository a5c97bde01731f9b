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
  const block = new Float32Array(blockColumns * rows);
  for (let from = 0; from < columns; from += blockColumns) {
    const count = Math.min(blockColumns, columns - from);
    for (let row = 0; row < rows; row++) {
      const at = row * columns + from;
      for (let f = 0; f < count; f++) block[f * rows + row] = data[at + f] ?? 0;
    }
    for (let f = 0; f < count; f++) {
      const column = block.subarray(f * rows, (f + 1) * rows);
      const cuts = toThresholds(column);
      thresholds.push(cuts);
      if (cuts.length === 0) continue;
      const to = (from + f) * rows;
      for (let row = 0; row < rows; row++) bins[to + row] = findBin(cuts, column[row] as number); // in range
    }
    await pause();
  }
  return { bins, rows, columns, thresholds };
}

/** Columns that are read together: those of one row lie side by side. */
const blockColumns = 16;

function toThresholds(column: Float32Array): Float32Array {
  const sorted = column.slice().sort();
  const values: number[] = [];
  let last = Number.NaN;
  for (let row = 0; row < sorted.length && values.length <= 256; row++) {
    const value = sorted[row] as number; // in range
    if (value === last || Number.isNaN(value)) continue;
    values.push(value);
    last = value;
  }
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
