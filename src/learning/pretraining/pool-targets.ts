import { formulaParameters } from "../../data/formula/formula-image.ts";
import { columnMoments } from "../classical/standardize.ts";
import type { FormulaPool } from "./formula-pool.ts";

/** What a network is to predict of each image of a pool. */
export interface PoolTargets {
  /** Numbers for each image. */
  readonly width: number;
  /** [count, width], mean 0 and deviation 1 over what is known, within -4..4; 0 where nothing is known. */
  readonly values: Float32Array;
  /** [count, width], 1 or 0. */
  readonly known: Float32Array;
}

/** Outliers of ratios and moments would rule the loss. */
const bound = 4;

/** Parameters and measurements of a pool side by side, standardised. Columns without variation count as unknown. */
export function poolTargets({ count, parameters, measurements }: FormulaPool): PoolTargets {
  const first = formulaParameters.length;
  const second = count > 0 ? measurements.length / count : 0;
  const width = first + second;
  const values = new Float32Array(count * width);
  const known = new Float32Array(count * width);
  const write = (source: Float32Array, columns: number, offset: number): void => {
    for (let column = 0; column < columns; column++) {
      const rows = rowsOf(source, columns, column, count);
      const one = Float32Array.from(rows, (row) => source[row * columns + column] ?? 0);
      const every = Int32Array.from(one.keys());
      const { mean, deviation } = columnMoments({ data: one, rows: one.length, columns: 1 }, every);
      const [m = 0, d = 1] = [mean[0], deviation[0]];
      if (!one.some((value) => value !== one[0])) continue;
      rows.forEach((row, index) => {
        const at = row * width + offset + column;
        values[at] = Math.min(bound, Math.max(-bound, ((one[index] ?? 0) - m) / d));
        known[at] = 1;
      });
    }
  };
  write(parameters, first, 0);
  write(measurements, second, first);
  return { width, values, known };
}

/** Rows in which a column is a number. */
function rowsOf(source: Float32Array, columns: number, column: number, count: number): Int32Array {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) {
    if (Number.isFinite(source[row * columns + column])) rows.push(row);
  }
  return Int32Array.from(rows);
}
