import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import {
  bootstrapInterval,
  type Clusters,
  numberClusters,
  resampleClusters,
} from "../metrics/cluster-bootstrap.ts";
import { confusionMatrix, predictedClasses } from "../metrics/confusion-matrix.ts";
import { accuracy, macroF1, mean } from "../metrics/confusion-scores.ts";
import type { Scores } from "../metrics/metric-set.ts";
import { normalQuantile, studentQuantile } from "../metrics/normal-distribution.ts";
import { aucOfRanking, rankScores } from "../metrics/roc-curve.ts";

/** The measures of which models are compared. */
export const comparedMeasures: readonly ["accuracy", "macroF1", "macroAuc"] = [
  "accuracy",
  "macroF1",
  "macroAuc",
];
export type ComparedMeasure = (typeof comparedMeasures)[number];

/** A difference of two models with its interval and two-sided p value; `null` where it cannot be computed. */
export interface Difference {
  /** First less second. */
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly p: number | null;
}

export interface ResampleOptions {
  /** Seed of the resampling; 0 by default. */
  readonly seed?: number;
  /** Number of resamples; 2,000 by default. */
  readonly resamples?: number;
}

/** The measures of each model on all rows, and in each resample: the same resamples for all models. */
export interface Resampled {
  readonly clusters: Clusters;
  readonly models: readonly Readonly<Record<ComparedMeasure, ResampledMeasure>>[];
}

export interface ResampledMeasure {
  readonly value: number | null;
  /** NaN where it was not defined. */
  readonly replicates: Float64Array;
}

/** Fewer clusters than this give no interval and no p value. */
export const fewestClusters = 5;

/**
 * Measures several models on the same resamples of whole clusters, so that what is hard for all of them cancels out
 * in their differences.
 *
 * Without groups each image is a cluster. With fewer than 5 clusters there are no replicates.
 *
 * @param models one for each model, with the same truths and clusters in the same order (`alignPredictions`).
 * @throws MorError `usage` when `resamples` is out of its range.
 */
export function resampleModels(models: readonly Scores[], options: ResampleOptions = {}): Resampled {
  const { seed = 0, resamples = 2000 } = options;
  if (!(Number.isInteger(resamples) && resamples >= 1 && resamples <= 1e6)) {
    throw new MorError("usage", `Expected resamples to be an integer from 1 to 1,000,000, got ${resamples}.`);
  }
  const clusters = numberClusters(models[0]?.cluster ?? []);
  const statistics = models.map(prepareMeasures);
  const whole = new Float64Array(clusters.index.length).fill(1);
  const rounds = clusters.count < fewestClusters ? 0 : resamples;
  const results = statistics.map((measure) => {
    const values = measure(whole);
    return comparedMeasures.map((_, index) => ({
      value: values[index] ?? null,
      replicates: new Float64Array(rounds),
    }));
  });
  resampleClusters(clusters, rounds, createRandom(seed), (weight, resample) => {
    statistics.forEach((measure, model) => {
      measure(weight).forEach((value, index) => {
        const column = results[model]?.[index]?.replicates;
        if (column !== undefined) column[resample] = value ?? Number.NaN;
      });
    });
  });
  const absent: ResampledMeasure = { value: null, replicates: new Float64Array(0) };
  return {
    clusters,
    models: results.map(([accurate = absent, f1 = absent, auc = absent]) => ({
      accuracy: accurate,
      macroF1: f1,
      macroAuc: auc,
    })),
  };
}

/**
 * Difference of two models that were measured on the same resamples.
 *
 * The p value inverts the interval of `bootstrapInterval`: it is below 0.05 exactly when the 95 % interval leaves out
 * 0. Where fewer than 10 resamples lie beyond 0, their share is too rough, and the tail of Student's t with the
 * bootstrap's standard error takes over. Models without a difference in any resample have p = 1.
 *
 * @param clusterCount clusters on which the measures rest.
 * @param level coverage of the interval, in (0, 1).
 */
export function pairedDifference(
  first: ResampledMeasure,
  second: ResampledMeasure,
  clusterCount: number,
  level = 0.95,
): Difference {
  if (first.value === null || second.value === null) return { value: null, low: null, high: null, p: null };
  const value = first.value - second.value;
  const differences = first.replicates.map(
    (replicate, i) => replicate - (second.replicates[i] ?? Number.NaN),
  );
  const defined = differences.filter((difference) => !Number.isNaN(difference));
  if (defined.length === 0 || defined.length * 2 < differences.length) {
    return { value, low: null, high: null, p: null };
  }
  const interval = bootstrapInterval(value, differences, clusterCount, level);
  // Every resample has the same difference: there is none, or there are too few rows to draw from.
  if (interval === null) return { value, low: null, high: null, p: Math.abs(value) < 1e-12 ? 1 : null };
  return { value, ...interval, p: invertInterval(value, defined, clusterCount) };
}

/** Below this many resamples beyond 0 their share is not used. */
const fewestBeyond = 10;

function invertInterval(value: number, replicates: Float64Array, clusterCount: number): number {
  const widening = Math.sqrt(clusterCount / (clusterCount - 1));
  const bias = normalQuantile(shareBelow(replicates, value));
  const bound = (fewestBeyond + 0.5) / (replicates.length + 1);
  // Resamples without a difference count against it, as they do in the interval.
  const against = replicates.filter((replicate) => (value > 0 ? replicate <= 0 : replicate < 0)).length;
  const share = (against + 0.5) / (replicates.length + 1);
  const inverted = (at: number): number =>
    studentTail(Math.abs(2 * bias - normalQuantile(at)) / widening, clusterCount - 1);
  if (share > bound && share < 1 - bound) return inverted(share);
  const error = deviation(replicates) * widening;
  return Math.min(
    inverted(share < 0.5 ? bound : 1 - bound),
    studentTail(Math.abs(value) / error, clusterCount - 1),
  );
}

/** As in `bootstrapInterval`: ties count half, and the share is kept off 0 and 1. */
function shareBelow(replicates: Float64Array, value: number): number {
  let below = 0;
  for (const replicate of replicates) below += replicate < value ? 1 : replicate === value ? 0.5 : 0;
  return (below + 0.5) / (replicates.length + 1);
}

function deviation(values: Float64Array): number {
  const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
}

/** P(|T| >= size) for Student's t, by bisection of its quantile. */
function studentTail(size: number, freedom: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step++) {
    const tail = (low + high) / 2;
    if (studentQuantile(1 - tail / 2, freedom) > size) low = tail;
    else high = tail;
  }
  return high;
}

/** Does once what does not depend on the weights; gives `comparedMeasures` for a weight per row. */
function prepareMeasures({
  classes,
  truth,
  probability,
}: Scores): (weight: Float64Array) => (number | null)[] {
  const size = classes.length;
  const predicted = predictedClasses(probability, size);
  const rankings = classes.map((_, k) =>
    rankScores(
      Float64Array.from(predicted, (_value, row) => probability[row * size + k] ?? 0),
      Uint8Array.from(predicted, (_value, row) => (truth[row] === k ? 1 : 0)),
    ),
  );
  return (weight) => {
    const confusion = confusionMatrix(truth, predicted, size, weight);
    return [
      accuracy(confusion),
      macroF1(confusion),
      mean(rankings.map((ranking) => aucOfRanking(ranking, weight))),
    ];
  };
}
