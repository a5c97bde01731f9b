import { MorError, throwIfCancelled } from "../../../errors.ts";
import {
  type Criterion,
  type Fold,
  groupedFolds,
  isBetter,
  scatterRows,
  scorePredictions,
  type ValidationScore,
} from "../grouped-cross-validation.ts";
import { type Matrix, selectRows } from "../matrix.ts";
import {
  fitLogisticRegression,
  type LogisticRegression,
  predictLogisticRegression,
} from "./logistic-regression.ts";
import type { RowProductsFactory } from "./product-loss.ts";

export interface ChooseRegularisationOptions {
  readonly classCount: number;
  /** Name of the group of each training row; undefined when every row stands for itself. */
  readonly groups?: readonly string[] | undefined;
  /** Rows to judge by; without them the training rows are cut into grouped folds. */
  readonly validation?: { readonly x: Matrix; readonly labels: Int32Array } | undefined;
  /** Number of folds where there is no validation part; 3 by default. */
  readonly folds?: number;
  /** Values of C in rising order; 1e-5 to 1e2 by powers of ten^0.5 by default. */
  readonly grid?: readonly number[];
  /** `logLoss` by default. */
  readonly criterion?: Criterion;
  readonly classWeights?: ArrayLike<number>;
  readonly seed: number;
  /** As of `fitLogisticRegression`. */
  readonly products?: RowProductsFactory | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ChosenRegularisation {
  /** Fitted on all training rows. */
  readonly model: LogisticRegression;
  readonly regularisation: number;
  readonly score: ValidationScore;
  /** What was tried, from the strongest penalty on. */
  readonly tried: readonly { readonly regularisation: number; readonly score: ValidationScore }[];
}

export const regularisationGrid: readonly number[] = Array.from(
  { length: 15 },
  (_, index) => 10 ** (-5 + index / 2),
);

/**
 * Fits logistic regression with the C that predicts the validation rows best, or, without such, the rows that grouped
 * folds of the training rows hold back. C rises along the grid, each fit starts from the one before, and the search ends
 * once three values in turn have been worse than the best.
 *
 * @throws MorError `usage` for an empty grid; as `groupedFolds` and `fitLogisticRegression`.
 */
export async function chooseRegularisation(
  x: Matrix,
  labels: Int32Array,
  options: ChooseRegularisationOptions,
): Promise<ChosenRegularisation> {
  const { classCount, grid = regularisationGrid, criterion = "logLoss", onProgress, signal } = options;
  const contests = toContests(x, labels, options);
  const truths = isGiven(options.validation) ? options.validation.labels : labels;
  const total = grid.length * contests.length + 1;
  const tried: { regularisation: number; score: ValidationScore }[] = [];
  let best: { regularisation: number; score: ValidationScore } | undefined;
  let worse = 0;
  for (const [position, regularisation] of grid.entries()) {
    const probabilities = new Float32Array(truths.length * classCount);
    for (const [index, contest] of contests.entries()) {
      throwIfCancelled(signal);
      const { model } = await fitLogisticRegression(x, labels, {
        ...fitOptions(options),
        regularisation,
        rows: contest.train,
        tolerance: 1e-3, // enough to compare; the refit is exact
        start: contest.parameters,
      });
      const judged = predictLogisticRegression(model, contest.judgedRows);
      scatterRows(judged, contest.judged, classCount, probabilities);
      onProgress?.(position * contests.length + index + 1, total);
    }
    const trial = { regularisation, score: scorePredictions(probabilities, truths, classCount) };
    tried.push(trial);
    if (best === undefined || isBetter(trial.score, best.score, criterion)) {
      best = trial;
      worse = 0;
    } else worse++;
    if (worse === 3) break;
  }
  if (best === undefined) throw new MorError("usage", "Expected values of C to try, got none");
  const { model } = await fitLogisticRegression(x, labels, {
    ...fitOptions(options),
    regularisation: best.regularisation,
  });
  onProgress?.(total, total);
  return { model, ...best, tried };
}

/** Rows to learn, rows to judge, and where the next fit starts. */
interface Contest {
  readonly train: Int32Array;
  /** Places of the judged rows among all judged rows. */
  readonly judged: Int32Array;
  readonly judgedRows: Matrix;
  readonly parameters: Float64Array;
}

function toContests(x: Matrix, labels: Int32Array, options: ChooseRegularisationOptions): Contest[] {
  const { classCount, validation, groups, folds = 3, seed } = options;
  const size = classCount * (x.columns + 1);
  if (isGiven(validation)) {
    const train = Int32Array.from(labels.keys());
    const judged = Int32Array.from(validation.labels.keys());
    return [{ train, judged, judgedRows: validation.x, parameters: new Float64Array(size) }];
  }
  return groupedFolds(labels, groups, { classCount, k: folds, seed }).map(
    (fold: Fold): Contest => ({
      train: fold.train,
      judged: fold.validation,
      judgedRows: selectRows(x, fold.validation),
      parameters: new Float64Array(size),
    }),
  );
}

function fitOptions({ classCount, classWeights, products, signal }: ChooseRegularisationOptions): {
  classCount: number;
  products: RowProductsFactory | undefined;
  classWeights?: ArrayLike<number>;
  signal: AbortSignal | undefined;
} {
  return { classCount, products, signal, ...(classWeights && { classWeights }) };
}

/** An empty validation part is none. */
function isGiven<Part extends { readonly labels: Int32Array }>(part: Part | undefined): part is Part {
  return part !== undefined && part.labels.length > 0;
}
