import { MorError } from "../../errors.ts";
import type { Matrix } from "./matrix.ts";

/** Mean and deviation of each column; columns that do not vary have deviation 1, so that nothing is divided by 0. */
export interface ColumnMoments {
  readonly mean: Float64Array | Float32Array;
  readonly deviation: Float64Array | Float32Array;
}

/**
 * Mean and population deviation of the columns over some rows, as scikit-learn's StandardScaler.
 *
 * @throws MorError `dataset-invalid` for values that are not finite.
 */
export function columnMoments(
  { data, columns }: Matrix,
  rows: Int32Array,
): { readonly mean: Float64Array; readonly deviation: Float64Array } {
  const mean = new Float64Array(columns);
  const deviation = new Float64Array(columns);
  for (const row of rows) {
    const at = row * columns;
    for (let f = 0; f < columns; f++) mean[f] = (mean[f] ?? 0) + (data[at + f] ?? 0);
  }
  for (let f = 0; f < columns; f++) mean[f] = (mean[f] ?? 0) / rows.length;
  for (const row of rows) {
    const at = row * columns;
    for (let f = 0; f < columns; f++) {
      const difference = (data[at + f] ?? 0) - (mean[f] ?? 0);
      deviation[f] = (deviation[f] ?? 0) + difference * difference;
    }
  }
  for (let f = 0; f < columns; f++) {
    const value = Math.sqrt((deviation[f] ?? 0) / rows.length);
    if (!Number.isFinite(value)) {
      throw new MorError("dataset-invalid", `Expected finite features, got NaN or infinity (column ${f})`, {
        hint: "Leave out the images whose features are not finite, or the feature.",
      });
    }
    // What is below float32's resolution of the mean is rounding, not variation.
    deviation[f] = value > 1e-7 * Math.abs(mean[f] ?? 0) ? value : 1;
  }
  return { mean, deviation };
}

/** (x - mean) / deviation, column by column. */
export function standardize({ data, rows, columns }: Matrix, { mean, deviation }: ColumnMoments): Matrix {
  const out = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    for (let f = 0; f < columns; f++) {
      out[at + f] = ((data[at + f] ?? 0) - (mean[f] ?? 0)) / (deviation[f] ?? 1);
    }
  }
  return { data: out, rows, columns };
}
