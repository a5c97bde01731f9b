import type { ConfusionMatrix } from "./confusion-matrix.ts";

/** Share of rows that were given their true class. `null` for no rows. */
export function accuracy(confusion: ConfusionMatrix): number | null {
  const { total, correct } = sums(confusion);
  return quotient(correct, total);
}

/**
 * Mean recall over the classes that occur in the truth. `null` for no rows.
 *
 * Brodersen et al. (2010), ICPR:3121-3124, doi:10.1109/ICPR.2010.764.
 */
export function balancedAccuracy(confusion: ConfusionMatrix): number | null {
  return mean(precisionRecallF1(confusion).recall);
}

/**
 * Precision, recall and F1 of each class.
 *
 * Precision is `null` for a class that was never predicted, recall for one without rows, and F1 for one with
 * neither. (scikit-learn puts 0 there, and warns.) Van Rijsbergen (1979), Information Retrieval, chapter 7.
 */
export function precisionRecallF1(confusion: ConfusionMatrix): {
  readonly precision: readonly (number | null)[];
  readonly recall: readonly (number | null)[];
  readonly f1: readonly (number | null)[];
} {
  const { truths, predictions } = sums(confusion);
  const precision: (number | null)[] = [];
  const recall: (number | null)[] = [];
  const f1: (number | null)[] = [];
  confusion.forEach((line, k) => {
    const hits = line[k] ?? 0;
    const truth = truths[k] ?? 0;
    const predicted = predictions[k] ?? 0;
    precision.push(quotient(hits, predicted));
    recall.push(quotient(hits, truth));
    f1.push(quotient(2 * hits, truth + predicted));
  });
  return { precision, recall, f1 };
}

/** Mean F1 over the classes that occur in the truth or among the predictions. `null` for no rows. */
export function macroF1(confusion: ConfusionMatrix): number | null {
  return mean(precisionRecallF1(confusion).f1);
}

/**
 * Agreement beyond that of chance, 1 for perfect, 0 for chance, in [-1, 1].
 *
 * Cohen (1960), Educational and Psychological Measurement 20:37-46, doi:10.1177/001316446002000104. `null` when
 * truth and prediction are one and the same class throughout, and for no rows.
 */
export function cohenKappa(confusion: ConfusionMatrix): number | null {
  const { total, correct, chance } = sums(confusion);
  return quotient(correct * total - chance, total * total - chance);
}

/**
 * Correlation of truth and prediction over all classes, in [-1, 1].
 *
 * Gorodkin (2004), Computational Biology and Chemistry 28:367-374, doi:10.1016/j.compbiolchem.2004.09.006, which is
 * Matthews (1975), doi:10.1016/0005-2795(75)90109-9, for two classes. `null` when the truth or the prediction is one
 * class throughout (scikit-learn gives 0), and for no rows.
 */
export function matthewsCorrelation(confusion: ConfusionMatrix): number | null {
  const { total, correct, chance, truths, predictions } = sums(confusion);
  const squares = (counts: readonly number[]): number =>
    counts.reduce((sum, count) => sum + count * count, 0);
  const spread = (total * total - squares(truths)) * (total * total - squares(predictions));
  return quotient(correct * total - chance, Math.sqrt(Math.max(0, spread)));
}

/** Mean of the numbers that are there; `null` for none. */
export function mean(values: readonly (number | null)[]): number | null {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    count++;
  }
  return quotient(sum, count);
}

function quotient(numerator: number, denominator: number): number | null {
  return denominator > 0 ? numerator / denominator : null;
}

interface Sums {
  readonly total: number;
  readonly correct: number;
  readonly truths: readonly number[];
  readonly predictions: readonly number[];
  /** Sum over the classes of rows with that truth times rows with that prediction. */
  readonly chance: number;
}

function sums(confusion: ConfusionMatrix): Sums {
  const truths = new Array<number>(confusion.length).fill(0);
  const predictions = new Array<number>(confusion.length).fill(0);
  let total = 0;
  let correct = 0;
  confusion.forEach((line, truth) => {
    line.forEach((count, predicted) => {
      truths[truth] = (truths[truth] ?? 0) + count;
      predictions[predicted] = (predictions[predicted] ?? 0) + count;
      total += count;
      if (truth === predicted) correct += count;
    });
  });
  const chance = truths.reduce((sum, count, k) => sum + count * (predictions[k] ?? 0), 0);
  return { total, correct, truths, predictions, chance };
}
