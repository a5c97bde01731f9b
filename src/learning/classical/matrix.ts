import { MorError } from "../../errors.ts";

/** Rows of features, one after the other: element (row, column) is at row * columns + column. */
export interface Matrix {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** Joins data and sizes. @throws MorError `shape-mismatch` when the length is not rows * columns. */
export function matrix(data: Float32Array, rows: number, columns: number): Matrix {
  if (data.length !== rows * columns) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${rows} x ${columns} = ${rows * columns} values, got ${data.length} (matrix)`,
    );
  }
  return { data, rows, columns };
}

/** Stacks rows of equal length; no rows make a matrix of no columns. @throws MorError `shape-mismatch` for unequal lengths. */
export function stackRows(rows: readonly Float32Array[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * columns);
  for (const [index, row] of rows.entries()) {
    if (row.length !== columns) {
      throw new MorError(
        "shape-mismatch",
        `Expected rows of ${columns} values, got ${row.length} (row ${index})`,
      );
    }
    data.set(row, index * columns);
  }
  return { data, rows: rows.length, columns };
}

/** Copies some rows, in the given order; a row may come twice. */
export function selectRows(from: Matrix, rows: ArrayLike<number>): Matrix {
  const { columns } = from;
  const data = new Float32Array(rows.length * columns);
  for (let index = 0; index < rows.length; index++) {
    const at = (rows[index] ?? 0) * columns;
    data.set(from.data.subarray(at, at + columns), index * columns);
  }
  return { data, rows: rows.length, columns };
}

/** 0, 1, ... count - 1. */
export function allRows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}

/** Softmax of each row of logits [rows, K], in place. */
export function softmaxRows(logits: Float32Array | Float64Array, classCount: number): void {
  for (let from = 0; from < logits.length; from += classCount) {
    let top = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < classCount; k++) top = Math.max(top, logits[from + k] ?? 0);
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      const value = Math.exp((logits[from + k] ?? 0) - top);
      logits[from + k] = value;
      sum += value;
    }
    for (let k = 0; k < classCount; k++) logits[from + k] = (logits[from + k] ?? 0) / sum;
  }
}
