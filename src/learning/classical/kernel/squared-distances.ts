import type { Matrix } from "../matrix.ts";
import type { Pause } from "../pause.ts";

/** |a - b|^2 of each row of `a` and each row of `b`: [a.rows, b.rows]. */
export async function squaredDistances(a: Matrix, b: Matrix, pause: Pause): Promise<Float32Array> {
  const out = new Float32Array(a.rows * b.rows);
  const isSame = a === b;
  const normsA = squaredNorms(a);
  const normsB = isSame ? normsA : squaredNorms(b);
  const products = new Float64Array(tile * tile);
  for (let i = 0; i < a.rows; i += tile) {
    for (let j = isSame ? i : 0; j < b.rows; j += tile) {
      multiplyTile(a, i, b, j, products);
      for (let u = i; u < Math.min(a.rows, i + tile); u++) {
        for (let v = j; v < Math.min(b.rows, j + tile); v++) {
          const product = products[(u - i) * tile + v - j] ?? 0;
          // Rounding may fall below 0; a row is at no distance from itself.
          const square = Math.max(0, (normsA[u] ?? 0) + (normsB[v] ?? 0) - 2 * product);
          const value = isSame && u === v ? 0 : square;
          out[u * b.rows + v] = value;
          if (isSame) out[v * b.rows + u] = value;
        }
      }
    }
    await pause();
  }
  return out;
}

const tile = 4;

function squaredNorms({ data, rows, columns }: Matrix): Float64Array {
  const out = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let f = row * columns; f < (row + 1) * columns; f++) sum += (data[f] ?? 0) ** 2;
    out[row] = sum;
  }
  return out;
}

/** Products of four rows with four others; beyond the last row the last one is taken again. */
function multiplyTile(a: Matrix, i: number, b: Matrix, j: number, out: Float64Array): void {
  const { columns } = a;
  const x = a.data;
  const y = b.data;
  const at = (row: number, rows: number): number => Math.min(row, rows - 1) * columns;
  const [y0, y1, y2, y3] = [at(j, b.rows), at(j + 1, b.rows), at(j + 2, b.rows), at(j + 3, b.rows)];
  for (let u = 0; u < tile; u += 2) {
    const x0 = at(i + u, a.rows);
    const x1 = at(i + u + 1, a.rows);
    let s00 = 0;
    let s01 = 0;
    let s02 = 0;
    let s03 = 0;
    let s10 = 0;
    let s11 = 0;
    let s12 = 0;
    let s13 = 0;
    for (let f = 0; f < columns; f++) {
      const p0 = x[x0 + f] as number; // all indices of this loop are in range
      const p1 = x[x1 + f] as number;
      const q0 = y[y0 + f] as number;
      const q1 = y[y1 + f] as number;
      const q2 = y[y2 + f] as number;
      const q3 = y[y3 + f] as number;
      s00 += p0 * q0;
      s01 += p0 * q1;
      s02 += p0 * q2;
      s03 += p0 * q3;
      s10 += p1 * q0;
      s11 += p1 * q1;
      s12 += p1 * q2;
      s13 += p1 * q3;
    }
    out.set([s00, s01, s02, s03, s10, s11, s12, s13], u * tile);
  }
}
