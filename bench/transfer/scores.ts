import {
  bootstrapInterval,
  numberClusters,
  resampleClusters,
} from "../../src/learning/metrics/cluster-bootstrap.ts";
import { confusionMatrix } from "../../src/learning/metrics/confusion-matrix.ts";
import { accuracy, balancedAccuracy, macroF1 } from "../../src/learning/metrics/confusion-scores.ts";
import { createRandom } from "../../src/tensor/random.ts";

/** A value and its interval of 95 %; NaN bounds where there is none. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface TransferScores {
  readonly accuracy: Interval;
  readonly balancedAccuracy: Interval;
  readonly macroF1: Interval;
}

/** Answers for some rows of a data set; a row may be judged several times, once for each draw of what was learnt. */
export interface Answers {
  readonly rows: readonly number[];
  /** Class of each row. */
  readonly predicted: readonly number[];
}

/** What is known of all rows of the data set. */
export interface Truths {
  readonly labels: Int32Array;
  readonly groups: readonly string[];
  readonly classCount: number;
}

const resamples = 1000;

/** Scores over all answers, with intervals by a bootstrap over groups. */
export function scoreAnswers({ rows, predicted }: Answers, truths: Truths): TransferScores {
  const labels = rows.map((row) => truths.labels[row] ?? 0);
  const measures = { accuracy, balancedAccuracy, macroF1 };
  const statistics = (weight?: Float64Array): readonly number[] => {
    const confusion = confusionMatrix(labels, predicted, truths.classCount, weight);
    return Object.values(measures).map((measure) => measure(confusion) ?? Number.NaN);
  };
  const [first, second, third] = intervals(rows, truths, statistics);
  if (!first || !second || !third) throw new Error("There are three measures");
  return { accuracy: first, balancedAccuracy: second, macroF1: third };
}

/**
 * By how much `ours` is more accurate than `other` on the rows that both have judged: pairs of answers, with an interval
 * by a bootstrap over groups. Several answers to a row count as their mean.
 */
export function compareAnswers(ours: Answers, other: Answers, truths: Truths): Interval {
  const [a, b] = [hitRates(ours, truths), hitRates(other, truths)];
  const rows = [...a.keys()].filter((row) => b.has(row));
  const gains = rows.map((row) => (a.get(row) ?? 0) - (b.get(row) ?? 0));
  const [gain] = intervals(rows, truths, (weight) => {
    let [sum, total] = [0, 0];
    for (const [place, value] of gains.entries()) {
      const share = weight?.[place] ?? 1;
      sum += share * value;
      total += share;
    }
    return [total > 0 ? sum / total : Number.NaN];
  });
  return gain ?? { value: Number.NaN, low: Number.NaN, high: Number.NaN };
}

/** Share of right answers by row. */
function hitRates({ rows, predicted }: Answers, { labels }: Truths): Map<number, number> {
  const counts = new Map<number, { hits: number; count: number }>();
  for (const [place, row] of rows.entries()) {
    const found = counts.get(row) ?? { hits: 0, count: 0 };
    counts.set(row, {
      hits: found.hits + (predicted[place] === labels[row] ? 1 : 0),
      count: found.count + 1,
    });
  }
  return new Map([...counts].map(([row, { hits, count }]) => [row, hits / count]));
}

function intervals(
  rows: readonly number[],
  { groups }: Truths,
  statistics: (weight?: Float64Array) => readonly number[],
): Interval[] {
  const values = statistics();
  const clusters = numberClusters(rows.map((row) => groups[row] ?? ""));
  const replicates = values.map(() => new Float64Array(resamples).fill(Number.NaN));
  if (clusters.count > 4) {
    resampleClusters(clusters, resamples, createRandom(0), (weight, resample) => {
      for (const [index, value] of statistics(weight).entries()) {
        const column = replicates[index];
        if (column) column[resample] = value;
      }
    });
  }
  return values.map((value, index) => {
    const found = bootstrapInterval(value, replicates[index] ?? new Float64Array(), clusters.count);
    return { value, low: found?.low ?? Number.NaN, high: found?.high ?? Number.NaN };
  });
}
