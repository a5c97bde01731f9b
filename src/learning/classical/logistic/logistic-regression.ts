import { MorError } from "../../../errors.ts";
import { allRows, type Matrix, softmaxRows } from "../matrix.ts";
import { createPause } from "../pause.ts";
import { type ColumnMoments, columnMoments } from "../standardize.ts";
import { minimizeLbfgs } from "./minimize-lbfgs.ts";
import { createProductLoss, type RowProductsFactory } from "./product-loss.ts";
import { createSoftmaxLoss } from "./softmax-loss.ts";

/** A linear classifier: logits = x W + b on features as they are. */
export interface LogisticRegression {
  /** [F, K] */
  readonly weights: Float32Array;
  /** [K] */
  readonly bias: Float32Array;
  readonly featureCount: number;
  readonly classCount: number;
}

export interface LogisticRegressionOptions {
  readonly classCount: number;
  /** Inverse strength of the penalty, scikit-learn's C; 1 by default. */
  readonly regularisation?: number;
  /** Weight of each class [K]; 1 by default. */
  readonly classWeights?: ArrayLike<number>;
  /** Rows that are learnt; all by default. */
  readonly rows?: Int32Array;
  /** Done when no element of the gradient of the mean loss is larger; 1e-4 by default, as in scikit-learn. */
  readonly tolerance?: number;
  /** 1,000 by default. */
  readonly maxIterations?: number;
  /** `parameters` of an earlier fit with the same rows and other regularisation; overwritten with the new ones. */
  readonly start?: Float64Array;
  /** Does the large products somewhere faster, in float32. */
  readonly products?: RowProductsFactory | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface LogisticRegressionFit {
  readonly model: LogisticRegression;
  readonly iterations: number;
  readonly converged: boolean;
  /** Weights [K, F] and biases [K] on standardised features, to start the next fit from. */
  readonly parameters: Float64Array;
}

/**
 * Fits multinomial logistic regression: the least 0.5 |W|^2 + C * sum of cross-entropies, the bias free of penalty, on
 * features standardised by the learnt rows. The objective is scikit-learn's for three classes and more; with two, where
 * scikit-learn fits a single row of weights, its C is twice ours.
 *
 * @param labels classes 0..K-1, one per row of `x`.
 * @throws MorError `dataset-invalid` for no rows or values that are not finite; `cancelled`.
 */
export async function fitLogisticRegression(
  x: Matrix,
  labels: Int32Array,
  options: LogisticRegressionOptions,
): Promise<LogisticRegressionFit> {
  const { classCount, regularisation = 1, classWeights, tolerance = 1e-4, maxIterations = 1_000 } = options;
  const rows = options.rows ?? allRows(x.rows);
  if (rows.length === 0) {
    throw new MorError("dataset-invalid", "Expected rows to learn from, got none (logistic regression)");
  }
  const moments = columnMoments(x, rows);
  const parameters = options.start ?? new Float64Array(classCount * (x.columns + 1));
  const problem = {
    x,
    labels,
    rows,
    moments,
    classCount,
    classWeights,
    regularisation,
    pause: createPause(options.signal),
  };
  const loss = options.products ? createProductLoss(problem, options.products) : createSoftmaxLoss(problem);
  const { iterations, converged } = await minimizeLbfgs(loss, parameters, { tolerance, maxIterations });
  return { model: fold(parameters, moments, classCount), iterations, converged, parameters };
}

/** Logits [rows, K]. */
export function logisticLogits(model: LogisticRegression, x: Matrix): Float32Array {
  const { weights, bias, featureCount, classCount } = model;
  if (x.columns !== featureCount) {
    throw new MorError(
      "shape-mismatch",
      `Expected rows of ${featureCount} features, got ${x.columns} (logistic regression)`,
    );
  }
  const out = new Float32Array(x.rows * classCount);
  const logits = new Float64Array(classCount);
  for (let row = 0; row < x.rows; row++) {
    logits.set(bias);
    const at = row * featureCount;
    for (let f = 0; f < featureCount; f++) {
      const value = x.data[at + f] ?? 0;
      const from = f * classCount;
      for (let k = 0; k < classCount; k++) logits[k] = (logits[k] ?? 0) + value * (weights[from + k] ?? 0);
    }
    out.set(logits, row * classCount);
  }
  return out;
}

/** Probabilities [rows, K]. @throws MorError `shape-mismatch` for rows of another length. */
export function predictLogisticRegression(model: LogisticRegression, x: Matrix): Float32Array {
  const out = logisticLogits(model, x);
  softmaxRows(out, model.classCount);
  return out;
}

/** Moves the standardisation into weights and bias. */
function fold(parameters: Float64Array, moments: ColumnMoments, classCount: number): LogisticRegression {
  const featureCount = moments.mean.length;
  const weights = new Float32Array(featureCount * classCount);
  const bias = new Float32Array(classCount);
  for (let k = 0; k < classCount; k++) {
    let shift = parameters[classCount * featureCount + k] ?? 0;
    for (let f = 0; f < featureCount; f++) {
      const weight = (parameters[k * featureCount + f] ?? 0) / (moments.deviation[f] ?? 1);
      weights[f * classCount + k] = weight;
      shift -= weight * (moments.mean[f] ?? 0);
    }
    bias[k] = shift;
  }
  return { weights, bias, featureCount, classCount };
}
