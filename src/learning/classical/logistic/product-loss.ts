import type { Matrix } from "../matrix.ts";
import type { Objective } from "./minimize-lbfgs.ts";
import { penalise, type SoftmaxLossOptions, toResidual } from "./softmax-loss.ts";

/** The two products of a linear model with its rows; a matrix library or a runtime of networks does them fast. */
export interface RowProducts {
  /** x W^T: weights [K, F] -> [rows, K]. */
  forward(weights: Float32Array): Promise<Float32Array>;
  /** R^T x: residuals [rows, K] -> [K, F]. */
  backward(residuals: Float32Array): Promise<Float32Array>;
}

/** Prepares the products for rows that are standardised already. */
export type RowProductsFactory = (x: Matrix, classCount: number) => RowProducts;

/**
 * The function of `createSoftmaxLoss` with its products done elsewhere, in float32: the losses agree to about 1e-6.
 * Rows are copied once, standardised.
 */
export function createProductLoss(options: SoftmaxLossOptions, products: RowProductsFactory): Objective {
  const { x, labels, rows, moments, classCount, classWeights, regularisation, pause } = options;
  const { columns } = x;
  const size = classCount * columns;
  const standardised = new Float32Array(rows.length * columns);
  for (const [to, row] of rows.entries()) {
    for (let f = 0; f < columns; f++) {
      standardised[to * columns + f] =
        ((x.data[row * columns + f] ?? 0) - (moments.mean[f] ?? 0)) / (moments.deviation[f] ?? 1);
    }
  }
  const { forward, backward } = products({ data: standardised, rows: rows.length, columns }, classCount);
  const weights = new Float32Array(size);
  const values = new Float64Array(classCount);
  const residuals = new Float32Array(rows.length * classCount);
  let total = 0;
  for (const row of rows) total += classWeights?.[labels[row] ?? 0] ?? 1;
  return async (point, gradient) => {
    weights.set(point.subarray(0, size));
    const logits = await forward(weights);
    gradient.fill(0, size);
    let loss = 0;
    for (const [place, row] of rows.entries()) {
      const label = labels[row] ?? 0;
      const weight = classWeights?.[label] ?? 1;
      const at = place * classCount;
      for (let k = 0; k < classCount; k++) values[k] = logits[at + k] ?? 0;
      loss += weight * toResidual(values, 0, classCount, label, weight, point, size);
      for (let k = 0; k < classCount; k++) {
        const value = values[k] ?? 0;
        residuals[at + k] = value;
        gradient[size + k] = (gradient[size + k] ?? 0) + value;
      }
    }
    const slopes = await backward(residuals);
    await pause();
    gradient.set(slopes);
    return penalise(loss, gradient, point, { size, total, regularisation });
  };
}
