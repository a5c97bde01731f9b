import type { Matrix } from "../matrix.ts";
import type { Pause } from "../pause.ts";
import type { Objective } from "./minimize-lbfgs.ts";

export interface SoftmaxLossOptions {
  readonly x: Matrix;
  readonly labels: Int32Array;
  readonly rows: Int32Array;
  readonly moments: { readonly mean: Float64Array; readonly deviation: Float64Array };
  readonly classCount: number;
  readonly classWeights: ArrayLike<number> | undefined;
  readonly regularisation: number;
  readonly pause: Pause;
}

/**
 * The mean cross-entropy and its penalty |W|^2 / (2 C n) as a function of weights [K, F] and biases [K].
 *
 * Rows are standardised in blocks that stay in the cache for both products, logits and gradient, so that the matrix is
 * read once and never copied.
 */
export function createSoftmaxLoss(options: SoftmaxLossOptions): Objective {
  const { x, labels, rows, moments, classCount, classWeights, regularisation, pause } = options;
  const columns = x.columns;
  const size = classCount * columns;
  const block = new Float64Array(blockRows * columns);
  const residuals = new Float64Array(blockRows * classCount);
  const inverse = moments.deviation.map((value) => 1 / value);
  let total = 0;
  for (const row of rows) total += classWeights?.[labels[row] ?? 0] ?? 1;

  return async (point, gradient) => {
    gradient.fill(0);
    let loss = 0;
    for (let from = 0; from < rows.length; from += blockRows) {
      const count = Math.min(blockRows, rows.length - from);
      fillBlock(block, x, rows, from, count, moments.mean, inverse);
      multiply(block, point, residuals, columns, classCount);
      for (let b = 0; b < blockRows; b++) {
        const label = b < count ? (labels[rows[from + b] ?? 0] ?? 0) : -1;
        const weight = classWeights?.[label] ?? 1;
        loss += weight * toResidual(residuals, b * classCount, classCount, label, weight, point, size);
      }
      for (let k = 0; k < classCount; k++) {
        let sum = 0;
        for (let b = 0; b < count; b++) sum += residuals[b * classCount + k] ?? 0;
        gradient[size + k] = (gradient[size + k] ?? 0) + sum;
      }
      accumulate(block, residuals, gradient, columns, classCount);
      await pause();
    }
    return penalise(loss, gradient, point, { size, total, regularisation });
  };
}

/**
 * Turns sums over rows into the mean and its penalty |W|^2 / (2 C n), in the gradient too; biases go free.
 * @param size number of weights, which stand before the biases
 * @param total weight of all rows, n
 */
export function penalise(
  loss: number,
  gradient: Float64Array,
  point: Float64Array,
  { size, total, regularisation }: { size: number; total: number; regularisation: number },
): number {
  let penalty = 0;
  const strength = 1 / (regularisation * total);
  for (let i = 0; i < size; i++) {
    const value = point[i] ?? 0;
    penalty += value * value;
    gradient[i] = (gradient[i] ?? 0) / total + strength * value;
  }
  for (let i = size; i < gradient.length; i++) gradient[i] = (gradient[i] ?? 0) / total;
  return loss / total + 0.5 * strength * penalty;
}

/** A multiple of the unrolling below; 16 rows of 2,048 features are 256 KiB. */
const blockRows = 16;

function fillBlock(
  block: Float64Array,
  { data, columns }: Matrix,
  rows: Int32Array,
  from: number,
  count: number,
  mean: Float64Array,
  inverse: Float64Array,
): void {
  for (let b = 0; b < count; b++) {
    const at = (rows[from + b] ?? 0) * columns;
    const to = b * columns;
    for (let f = 0; f < columns; f++) {
      block[to + f] = ((data[at + f] ?? 0) - (mean[f] ?? 0)) * (inverse[f] ?? 1);
    }
  }
  block.fill(0, count * columns);
}

/** logits[b, k] = block[b] . weights[k], two rows and four classes at a time. */
function multiply(
  block: Float64Array,
  weights: Float64Array,
  logits: Float64Array,
  columns: number,
  classCount: number,
): void {
  for (let b = 0; b < blockRows; b += 2) {
    const x0 = b * columns;
    const x1 = x0 + columns;
    let k = 0;
    for (; k + 4 <= classCount; k += 4) {
      const w0 = k * columns;
      const w1 = w0 + columns;
      const w2 = w1 + columns;
      const w3 = w2 + columns;
      let s00 = 0;
      let s01 = 0;
      let s02 = 0;
      let s03 = 0;
      let s10 = 0;
      let s11 = 0;
      let s12 = 0;
      let s13 = 0;
      for (let f = 0; f < columns; f++) {
        const a0 = block[x0 + f] as number; // all indices of this loop are in range
        const a1 = block[x1 + f] as number;
        const c0 = weights[w0 + f] as number;
        const c1 = weights[w1 + f] as number;
        const c2 = weights[w2 + f] as number;
        const c3 = weights[w3 + f] as number;
        s00 += a0 * c0;
        s01 += a0 * c1;
        s02 += a0 * c2;
        s03 += a0 * c3;
        s10 += a1 * c0;
        s11 += a1 * c1;
        s12 += a1 * c2;
        s13 += a1 * c3;
      }
      const at = b * classCount + k;
      logits[at] = s00;
      logits[at + 1] = s01;
      logits[at + 2] = s02;
      logits[at + 3] = s03;
      logits[at + classCount] = s10;
      logits[at + classCount + 1] = s11;
      logits[at + classCount + 2] = s12;
      logits[at + classCount + 3] = s13;
    }
    for (; k < classCount; k++) {
      const w0 = k * columns;
      let s0 = 0;
      let s1 = 0;
      for (let f = 0; f < columns; f++) {
        const c0 = weights[w0 + f] as number; // in range
        s0 += (block[x0 + f] as number) * c0; // in range
        s1 += (block[x1 + f] as number) * c0; // in range
      }
      logits[b * classCount + k] = s0;
      logits[(b + 1) * classCount + k] = s1;
    }
  }
}

/** gradient[k] += sum over b of residuals[b, k] * block[b], four rows at a time. */
function accumulate(
  block: Float64Array,
  residuals: Float64Array,
  gradient: Float64Array,
  columns: number,
  classCount: number,
): void {
  for (let b = 0; b < blockRows; b += 4) {
    const x0 = b * columns;
    const x1 = x0 + columns;
    const x2 = x1 + columns;
    const x3 = x2 + columns;
    let k = 0;
    for (; k + 2 <= classCount; k += 2) {
      const g0 = k * columns;
      const g1 = g0 + columns;
      const at = b * classCount + k;
      const r00 = residuals[at] as number; // in range, as all below
      const r10 = residuals[at + classCount] as number;
      const r20 = residuals[at + 2 * classCount] as number;
      const r30 = residuals[at + 3 * classCount] as number;
      const r01 = residuals[at + 1] as number;
      const r11 = residuals[at + classCount + 1] as number;
      const r21 = residuals[at + 2 * classCount + 1] as number;
      const r31 = residuals[at + 3 * classCount + 1] as number;
      for (let f = 0; f < columns; f++) {
        const a0 = block[x0 + f] as number;
        const a1 = block[x1 + f] as number;
        const a2 = block[x2 + f] as number;
        const a3 = block[x3 + f] as number;
        gradient[g0 + f] = (gradient[g0 + f] as number) + (a0 * r00 + a1 * r10) + (a2 * r20 + a3 * r30);
        gradient[g1 + f] = (gradient[g1 + f] as number) + (a0 * r01 + a1 * r11) + (a2 * r21 + a3 * r31);
      }
    }
    if (k < classCount) {
      const g0 = k * columns;
      const at = b * classCount + k;
      const r0 = residuals[at] as number; // in range, as all below
      const r1 = residuals[at + classCount] as number;
      const r2 = residuals[at + 2 * classCount] as number;
      const r3 = residuals[at + 3 * classCount] as number;
      for (let f = 0; f < columns; f++) {
        gradient[g0 + f] =
          (gradient[g0 + f] as number) +
          ((block[x0 + f] as number) * r0 + (block[x1 + f] as number) * r1) +
          ((block[x2 + f] as number) * r2 + (block[x3 + f] as number) * r3);
      }
    }
  }
}

/** Turns the products of one row into weight * (probability - truth); returns its cross-entropy. Label -1: no row. */
export function toResidual(
  values: Float64Array,
  from: number,
  classCount: number,
  label: number,
  weight: number,
  point: Float64Array,
  biasFrom: number,
): number {
  if (label < 0) {
    values.fill(0, from, from + classCount);
    return 0;
  }
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < classCount; k++) {
    const logit = (values[from + k] ?? 0) + (point[biasFrom + k] ?? 0);
    values[from + k] = logit;
    if (logit > top) top = logit;
  }
  const own = (values[from + label] ?? 0) - top;
  let sum = 0;
  for (let k = 0; k < classCount; k++) {
    const value = Math.exp((values[from + k] ?? 0) - top);
    values[from + k] = value;
    sum += value;
  }
  const scale = weight / sum;
  for (let k = 0; k < classCount; k++) values[from + k] = (values[from + k] ?? 0) * scale;
  values[from + label] = (values[from + label] ?? 0) - weight;
  return Math.log(sum) - own;
}
