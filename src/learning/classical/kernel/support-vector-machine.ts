import { MorError } from "../../../errors.ts";
import {
  balancedClassWeights,
  crossValidate,
  type Fold,
  groupedFolds,
  scatterRows,
  scorePredictions,
  type ValidationScore,
} from "../grouped-cross-validation.ts";
import { allRows, type Matrix, matrix, selectRows, softmaxRows } from "../matrix.ts";
import { moments as momentsOf } from "../measurements/plane/statistics.ts";
import { createPause, type Pause } from "../pause.ts";
import { columnMoments, standardize } from "../standardize.ts";
import {
  classScores,
  fitPairwiseMachines,
  type PairwiseMachines,
  type PairwiseOptions,
  pairwiseDecisions,
} from "./one-versus-one.ts";
import { squaredDistances } from "./squared-distances.ts";

/** Machines with the kernel exp(-gamma |a - b|^2), one for each pair of classes, and the way to probabilities. */
export interface SupportVectorMachine {
  readonly gamma: number;
  /** Of the features; zeros and ones where features are taken as they are. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
  /** Standardised features of the supports. */
  readonly supports: Matrix;
  readonly machines: Omit<PairwiseMachines, "supports">;
  /** Logits are the scores of the classes times this. */
  readonly sharpness: number;
}

export interface SupportVectorMachineOptions {
  readonly classCount: number;
  /** Name of the group of each row; undefined when every row stands for itself. */
  readonly groups?: readonly string[] | undefined;
  /** 4 by default. */
  readonly folds?: number;
  readonly seed: number;
  /** Costs to choose from, scikit-learn's C; 1, 3, 10 by default. */
  readonly costs?: readonly number[];
  /** Factors of gamma to choose from; 1 is scikit-learn's "scale", 1 / (features * variance). 0.3, 1 and 3 by default. */
  readonly gammaFactors?: readonly number[];
  /** Whether every feature is standardised first, as measurements need and pixels do not; true by default. */
  readonly standardized?: boolean;
  /** Whether all classes weigh alike; false by default. */
  readonly balanced?: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SupportVectorMachineFit {
  readonly model: SupportVectorMachine;
  readonly cost: number;
  readonly gammaFactor: number;
  /** Of probabilities over rows that neither the machines nor the calibration had seen. */
  readonly score: ValidationScore;
}

/** Beyond this many rows the matrix of distances takes more than 1.6 GB. */
const maxRows = 20_000;

/**
 * Learns an RBF support vector machine. Cost and gamma are those with the best accuracy over grouped folds; the scores of
 * the rows that the folds hold back then calibrate the probabilities.
 *
 * @throws MorError `dataset-invalid` for no rows, more than 20,000, or values that are not finite; `cancelled`; as
 * `groupedFolds`.
 */
export async function fitSupportVectorMachine(
  x: Matrix,
  labels: Int32Array,
  options: SupportVectorMachineOptions,
): Promise<SupportVectorMachineFit> {
  const { classCount, groups, folds: k = 4, seed, costs = [1, 3, 10], gammaFactors = [0.3, 1, 3] } = options;
  checkRows(x);
  const pause = createPause(options.signal);
  const every = allRows(x.rows);
  const moments = columnMoments(x, every);
  const isStandardized = options.standardized ?? true;
  const mean = isStandardized ? Float32Array.from(moments.mean) : new Float32Array(x.columns);
  const deviation = isStandardized
    ? Float32Array.from(moments.deviation)
    : new Float32Array(x.columns).fill(1);
  const scaled = standardize(x, { mean, deviation });
  const distances = await squaredDistances(scaled, scaled, pause);
  const scale = Math.fround(gammaScale(scaled));
  const folds = groupedFolds(labels, groups, { classCount, k, seed });
  const candidates = gammaFactors.flatMap((gammaFactor) => costs.map((cost) => ({ gammaFactor, cost })));
  const train = (candidate: { gammaFactor: number; cost: number }, rows: Int32Array) =>
    fitPairwiseMachines(distances, labels, rows, {
      ...pairwise(options, labels, rows, pause),
      cost: candidate.cost,
      gamma: scale * candidate.gammaFactor,
    });
  const chosen = await crossValidate({
    labels,
    classCount,
    folds,
    candidates,
    predict: async (candidate, fold) =>
      scoreRows(await train(candidate, fold.train), {
        distances,
        columns: x.rows,
        rows: fold.validation,
        gamma: scale * candidate.gammaFactor,
      }),
    onProgress: (done, total) => options.onProgress?.(done, total + 1),
    signal: options.signal,
  });
  const scores = matrix(chosen.probabilities, x.rows, classCount);
  const machines = await train(chosen.best, every);
  options.onProgress?.(candidates.length * folds.length + 1, candidates.length * folds.length + 1);
  return {
    model: {
      gamma: Math.fround(scale * chosen.best.gammaFactor), // as it is stored
      mean,
      deviation,
      supports: selectRows(scaled, machines.supports),
      machines,
      sharpness: findSharpness(scores, labels, every),
    },
    ...chosen.best,
    score: scoreCalibrated(scores, labels, folds),
  };
}

/** Probabilities [rows, K]. @throws MorError `shape-mismatch` for rows of another length; `cancelled`. */
export async function predictSupportVectorMachine(
  model: SupportVectorMachine,
  x: Matrix,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const { supports, machines, gamma, sharpness } = model;
  if (x.columns !== supports.columns) {
    throw new MorError(
      "shape-mismatch",
      `Expected rows of ${supports.columns} features, got ${x.columns} (support vector machine)`,
    );
  }
  const scaled = standardize(x, model);
  const distances = await squaredDistances(scaled, supports, createPause(signal));
  const places = allRows(supports.rows);
  const every = allRows(x.rows);
  const scores = scoreRows(
    { ...machines, supports: places },
    { distances, columns: supports.rows, rows: every, gamma },
  );
  return sharpen(matrix(scores, x.rows, machines.present.length), sharpness);
}

/** Scores [rows, K] of some rows of a matrix of distances, among whose columns the supports are. */
function scoreRows(
  machines: PairwiseMachines,
  place: { distances: Float32Array; columns: number; rows: Int32Array; gamma: number },
): Float32Array {
  const { supports, present } = machines;
  const { distances, columns, rows, gamma } = place;
  const classCount = present.length;
  const out = new Float32Array(rows.length * classCount);
  const kernel = new Float64Array(supports.length);
  const decisions = new Float64Array(classCount * classCount);
  for (const [index, row] of rows.entries()) {
    for (const [s, support] of supports.entries()) {
      kernel[s] = Math.exp(-gamma * (distances[row * columns + support] ?? 0));
    }
    pairwiseDecisions(machines, kernel, decisions);
    classScores(decisions, present, out, index * classCount);
  }
  return out;
}

function pairwise(
  { classCount, balanced, signal }: SupportVectorMachineOptions,
  labels: Int32Array,
  rows: Int32Array,
  pause: Pause,
): Omit<PairwiseOptions, "cost" | "gamma"> {
  const classWeights = balanced
    ? balancedClassWeights(labels, rows, classCount)
    : new Float64Array(classCount).fill(1);
  return { classCount, classWeights, tolerance: 1e-3, pause, signal };
}

/**
 * The factor that makes logits of scores, with the least log loss: one number keeps the order of the classes, and cannot
 * learn which groups the folds had held back (Guo et al. 2017, arXiv 1706.04599). Golden-section search of its logarithm.
 */
function findSharpness(scores: Matrix, labels: Int32Array, rows: Int32Array): number {
  const own = selectRows(scores, rows);
  const truths = rows.map((row) => labels[row] ?? 0);
  const loss = (exponent: number): number =>
    scorePredictions(sharpen(own, Math.exp(exponent)), truths, scores.columns).logLoss;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.1), Math.log(1_000)];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [lossLeft, lossRight] = [loss(left), loss(right)];
  for (let step = 0; step < 30; step++) {
    if (lossLeft < lossRight) {
      [high, right, lossRight] = [right, left, lossLeft];
      left = high - golden * (high - low);
      lossLeft = loss(left);
    } else {
      [low, left, lossLeft] = [left, right, lossRight];
      right = low + golden * (high - low);
      lossRight = loss(right);
    }
  }
  return Math.fround(Math.exp((low + high) / 2));
}

function sharpen(scores: Matrix, sharpness: number): Float32Array {
  const out = scores.data.map((score) => score * sharpness);
  softmaxRows(out, scores.columns);
  return out;
}

/** Each fold judged by the calibration of the others. */
function scoreCalibrated(scores: Matrix, labels: Int32Array, folds: readonly Fold[]): ValidationScore {
  const probabilities = new Float32Array(scores.data.length);
  for (const { train, validation } of folds) {
    const judged = sharpen(selectRows(scores, validation), findSharpness(scores, labels, train));
    scatterRows(judged, validation, scores.columns, probabilities);
  }
  return scorePredictions(probabilities, labels, scores.columns);
}

/** scikit-learn's gamma "scale": 1 / (features * variance of all values); 1 / features for constant ones. */
export function gammaScale({ data, columns }: Matrix): number {
  const { deviation } = momentsOf(data);
  return 1 / (Math.max(1, columns) * (deviation > 0 ? deviation * deviation : 1));
}

function checkRows(x: Matrix): void {
  if (x.rows === 0) {
    throw new MorError("dataset-invalid", "Expected rows to learn from, got none (support vector machine)");
  }
  if (x.rows > maxRows) {
    throw new MorError(
      "dataset-invalid",
      `Expected at most ${maxRows} rows, got ${x.rows} (support vector machine)`,
      { hint: "Take a random forest or logistic regression for so many images." },
    );
  }
}
