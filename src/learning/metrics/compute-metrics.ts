import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import { expectedCalibrationError } from "./calibration-error.ts";
import { checkScores } from "./check-scores.ts";
import { bootstrapInterval, numberClusters, resampleClusters } from "./cluster-bootstrap.ts";
import { confusionMatrix, predictedClasses } from "./confusion-matrix.ts";
import {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  macroF1,
  matthewsCorrelation,
  mean,
  precisionRecallF1,
} from "./confusion-scores.ts";
import type { ClassMetrics, Estimate, MetricSet, Scores } from "./metric-set.ts";
import { rowBrierScore, rowLogLoss, rowMean } from "./proper-scores.ts";
import { aucOfRanking, rankScores } from "./roc-curve.ts";
import { wilsonInterval } from "./wilson-interval.ts";

export interface MetricOptions {
  /** Number of resamples; 1,000 by default. */
  readonly bootstrap?: number;
  /** Seed of the resampling; 0 by default. */
  readonly seed?: number;
  /** Coverage of the intervals; 0.95 by default. */
  readonly confidence?: number;
}

/**
 * Every metric of a classifier with its interval.
 *
 * Proportions (accuracy, precision, recall) have Wilson intervals when each cluster is one row; all else has a
 * bootstrap over clusters (`bootstrapInterval`). What cannot be computed is `null` with a note, never NaN. The same
 * scores, order of rows and seed give the same numbers.
 *
 * @throws MorError `predictions-invalid` when a row is not a row of probabilities or a truth is not a class;
 * `usage` when an option is out of its range.
 */
export function computeMetrics(scores: Scores, options: MetricOptions = {}): MetricSet {
  const { bootstrap = 1000, seed = 0, confidence = 0.95 } = options;
  checkOptions(bootstrap, confidence);
  checkScores(scores);
  const { classes, truth } = scores;
  const predicted = predictedClasses(scores.probability, classes.length);
  const confusion = confusionMatrix(truth, predicted, classes.length);
  const clusters = numberClusters(scores.cluster);
  const statisticsOf = prepareStatistics(scores, predicted);
  const values = statisticsOf(new Float64Array(truth.length).fill(1));
  const replicates = values.map(() => new Float64Array(bootstrap));
  if (clusters.count >= fewestClusters) {
    resampleClusters(clusters, bootstrap, createRandom(seed), (weight, resample) => {
      statisticsOf(weight).forEach((value, i) => {
        const column = replicates[i];
        if (column !== undefined) column[resample] = value ?? Number.NaN;
      });
    });
  }

  const independent = clusters.count === truth.length;
  const estimate = (
    index: number,
    clusterCount: number,
    absent: string,
    proportion?: Proportion,
  ): Estimate => {
    const value = values[index] ?? null;
    if (value === null) return { value, low: null, high: null, method: "none", note: absent };
    if (proportion && independent) return wilsonEstimate(value, proportion, confidence);
    return bootstrapEstimate(value, replicates[index], clusterCount, proportion, confidence);
  };
  const overall = (name: (typeof overallNames)[number], absent: string, proportion?: Proportion): Estimate =>
    estimate(overallNames.indexOf(name), clusters.count, truth.length === 0 ? noRows : absent, proportion);
  const held = countClusters(clusters.index, clusters.count, truth, predicted, classes.length);

  return {
    count: truth.length,
    clusters: clusters.count,
    accuracy: overall("accuracy", noRows, { hits: trace(confusion), count: truth.length }),
    balancedAccuracy: overall("balancedAccuracy", noRows),
    macroF1: overall("macroF1", noRows),
    macroAuc: overall("macroAuc", "All that was scored is of one class."),
    logLoss: overall("logLoss", noRows),
    brierScore: overall("brierScore", noRows),
    expectedCalibrationError: overall("expectedCalibrationError", noRows),
    cohenKappa: overall("cohenKappa", "The truth and the prediction are one and the same class throughout."),
    matthewsCorrelation: overall(
      "matthewsCorrelation",
      "The truth, or the prediction, is one and the same class throughout.",
    ),
    perClass: classes.map((label, k): ClassMetrics => {
      const first = overallNames.length + k * 4;
      const support = total(confusion[k]);
      const hits = confusion[k]?.[k] ?? 0;
      const calls = confusion.reduce((sum, line) => sum + (line[k] ?? 0), 0);
      const missing = `Nothing that was scored is of the class "${label}".`;
      const uncalled = `Nothing was taken for "${label}".`;
      return {
        label,
        support,
        precision: estimate(first, held.predicted[k] ?? 0, uncalled, { hits, count: calls }),
        recall: estimate(first + 1, held.truth[k] ?? 0, missing, { hits, count: support }),
        f1: estimate(
          first + 2,
          held.either[k] ?? 0,
          `Nothing is of the class "${label}" or was taken for it.`,
        ),
        auc: estimate(
          first + 3,
          Math.min(held.truth[k] ?? 0, held.others[k] ?? 0),
          support === 0 ? missing : `All that was scored is of the class "${label}".`,
        ),
      };
    }),
    confusion: { labels: classes, counts: confusion },
    warnings: collectWarnings(classes, truth.length, clusters.count, held.truth),
  };
}

/** Fewer clusters than this give no bootstrap interval. */
const fewestClusters = 5;
/** With fewer clusters than this an interval is given and called rough. */
const fewClusters = 10;
const fewRows = 30;
const noRows = "There is nothing to score.";

const overallNames = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "macroAuc",
  "logLoss",
  "brierScore",
  "expectedCalibrationError",
  "cohenKappa",
  "matthewsCorrelation",
] as const;

interface Proportion {
  readonly hits: number;
  readonly count: number;
}

/**
 * Does once what does not depend on the weights, such as sorting. The function that comes back gives, for a weight per
 * row, the values of `overallNames`, then precision, recall, F1 and AUC of each class.
 */
function prepareStatistics(
  { classes, truth, probability }: Scores,
  predicted: Int32Array,
): (weight: Float64Array) => (number | null)[] {
  const size = classes.length;
  const rankings = classes.map((_, k) =>
    rankScores(
      Float64Array.from(predicted, (_, row) => probability[row * size + k] ?? 0),
      Uint8Array.from(predicted, (_, row) => (truth[row] === k ? 1 : 0)),
    ),
  );
  const losses = rowLogLoss(truth, probability, size);
  const distances = rowBrierScore(truth, probability, size);
  const confidence = Float64Array.from(predicted, (k, row) => probability[row * size + k] ?? 0);
  const correct = Uint8Array.from(predicted, (k, row) => (truth[row] === k ? 1 : 0));
  return (weight) => {
    const confusion = confusionMatrix(truth, predicted, size, weight);
    const { precision, recall, f1 } = precisionRecallF1(confusion);
    const areas = rankings.map((ranking) => aucOfRanking(ranking, weight));
    return [
      accuracy(confusion),
      balancedAccuracy(confusion),
      macroF1(confusion),
      mean(areas),
      rowMean(losses, weight),
      rowMean(distances, weight),
      expectedCalibrationError(confidence, correct, 15, weight),
      cohenKappa(confusion),
      matthewsCorrelation(confusion),
      ...classes.flatMap((_, k) => [
        precision[k] ?? null,
        recall[k] ?? null,
        f1[k] ?? null,
        areas[k] ?? null,
      ]),
    ];
  };
}

function wilsonEstimate(value: number, { hits, count }: Proportion, confidence: number): Estimate {
  const interval = wilsonInterval(hits, count, confidence);
  return { value, low: interval?.low ?? null, high: interval?.high ?? null, method: "wilson" };
}

function bootstrapEstimate(
  value: number,
  replicates: Float64Array | undefined,
  clusterCount: number,
  proportion: Proportion | undefined,
  confidence: number,
): Estimate {
  if (clusterCount < fewestClusters || replicates === undefined) {
    const note = `It rests on ${clusterCount} groups or images: too few for an interval.`;
    return { value, low: null, high: null, method: "none", note };
  }
  const interval = bootstrapInterval(value, replicates, clusterCount, confidence);
  if (interval === null) {
    // Resampling cannot show errors that did not occur. The rows of a cluster count as one trial: the worst case.
    if (proportion && (value === 0 || value === 1)) {
      const trials = { hits: value * clusterCount, count: clusterCount };
      const note = `All agree, so each of the ${clusterCount} groups or images counts as one trial.`;
      return { ...wilsonEstimate(value, trials, confidence), note };
    }
    const mostUndefined = replicates.filter(Number.isNaN).length * 2 > replicates.length;
    const note = mostUndefined
      ? "It is not defined in most resamples, so there is no interval."
      : "It has the same value in every resample, so the bootstrap gives no interval.";
    return { value, low: null, high: null, method: "none", note };
  }
  const rough = { note: `It rests on ${clusterCount} groups or images: the interval is rough.` };
  return { value, ...interval, method: "bootstrap", ...(clusterCount < fewClusters ? rough : {}) };
}

interface ClusterCounts {
  /** Clusters with a row of the true class. */
  readonly truth: readonly number[];
  /** Clusters with a row of another true class. */
  readonly others: readonly number[];
  /** Clusters with a row that was predicted as the class. */
  readonly predicted: readonly number[];
  /** Clusters with a row that is or was predicted as the class. */
  readonly either: readonly number[];
}

function countClusters(
  cluster: Int32Array,
  clusterCount: number,
  truth: ArrayLike<number>,
  predicted: Int32Array,
  classCount: number,
): ClusterCounts {
  const count = (holds: (row: number, k: number) => boolean): number[] =>
    Array.from({ length: classCount }, (_, k) => {
      const seen = new Uint8Array(clusterCount);
      for (let row = 0; row < cluster.length; row++) if (holds(row, k)) seen[cluster[row] ?? 0] = 1;
      return total(seen);
    });
  return {
    truth: count((row, k) => truth[row] === k),
    others: count((row, k) => truth[row] !== k),
    predicted: count((row, k) => predicted[row] === k),
    either: count((row, k) => truth[row] === k || predicted[row] === k),
  };
}

function collectWarnings(
  classes: readonly string[],
  rows: number,
  clusterCount: number,
  clustersOfClass: readonly number[],
): string[] {
  if (rows === 0) return [noRows];
  const list = (found: readonly string[]): string => found.join(", ");
  const absent = classes.filter((_, k) => clustersOfClass[k] === 0);
  const rare = classes.flatMap((label, k) => {
    const count = clustersOfClass[k] ?? 0;
    return count > 0 && count < fewClusters ? [`"${label}" (${count})`] : [];
  });
  const warnings: string[] = [];
  if (rows < fewRows) warnings.push(`Only ${rows} were scored: every figure here is rough.`);
  if (clusterCount < fewClusters) {
    warnings.push(`There are only ${clusterCount} groups or images: intervals are rough or missing.`);
  } else if (rare.length > 0) {
    warnings.push(`Fewer than ${fewClusters} groups or images hold the class ${list(rare)}.`);
  }
  if (absent.length > 0) {
    const names = list(absent.map((label) => `"${label}"`));
    warnings.push(
      `Nothing that was scored is of the class ${names}: means over classes leave out what is not defined for it.`,
    );
  }
  return warnings;
}

function checkOptions(bootstrap: number, confidence: number): void {
  if (!(Number.isInteger(bootstrap) && bootstrap >= 1 && bootstrap <= 1e6)) {
    throw new MorError("usage", `Expected bootstrap to be an integer from 1 to 1,000,000, got ${bootstrap}.`);
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new MorError("usage", `Expected confidence to be between 0 and 1, got ${confidence}.`);
  }
}

function trace(confusion: readonly (readonly number[])[]): number {
  return confusion.reduce((sum, line, k) => sum + (line[k] ?? 0), 0);
}

function total(values: ArrayLike<number> | undefined): number {
  let sum = 0;
  for (let i = 0; i < (values?.length ?? 0); i++) sum += values?.[i] ?? 0;
  return sum;
}
