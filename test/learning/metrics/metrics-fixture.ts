import { readFileSync } from "node:fs";
import { resolve } from "node:path";

type Numbers = readonly (number | null)[];

/** Truths, probabilities and what scikit-learn says of them; null where it says NaN. */
export interface MetricsCase {
  readonly name: string;
  readonly classes: number;
  readonly truth: readonly number[];
  readonly probability: readonly number[];
  readonly weight?: readonly number[];
  readonly confusion: readonly (readonly number[])[];
  readonly precision: Numbers;
  readonly recall: Numbers;
  readonly f1: Numbers;
  readonly auc: Numbers;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly macroAuc: number | null;
  readonly logLoss: number;
  readonly brierScore: number;
  readonly cohenKappa: number | null;
  readonly matthewsCorrelation: number | null;
  readonly expectedCalibrationError: number;
  /** `count` of every bin; `accuracy` and `confidence` of those that are not empty. */
  readonly bins: {
    readonly count: readonly number[];
    readonly accuracy: readonly number[];
    readonly confidence: readonly number[];
  };
  /** False positive rates, true positive rates, thresholds (null for infinity) of each class. */
  readonly roc: readonly (readonly [Numbers, Numbers, Numbers] | null)[];
  /** Precisions, recalls, thresholds of each class. */
  readonly curve: readonly (readonly [Numbers, Numbers, Numbers] | null)[];
  readonly averagePrecision: Numbers;
}

export interface MetricsFixture {
  readonly cases: readonly MetricsCase[];
  readonly temperatures: readonly {
    readonly name: string;
    readonly truth: readonly number[];
    readonly probability: readonly number[];
    readonly temperature: number;
    readonly before: number;
    readonly after: number;
  }[];
  readonly wilson: readonly {
    readonly hits: number;
    readonly count: number;
    readonly confidence: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly normal: Readonly<
    Record<"quantile" | "distribution" | "student", readonly [readonly number[], readonly number[]]>
  >;
  readonly tables: {
    readonly tileAccuracy: number;
    readonly imageAccuracy: number;
    readonly first: readonly number[];
  };
}

/** What scripts/fixtures/metrics.py wrote. */
export function readMetricsFixture(): MetricsFixture {
  const file = resolve(import.meta.dirname, "../../fixtures/metrics.json");
  return JSON.parse(readFileSync(file, "utf8")) as MetricsFixture; // the script writes exactly this
}

/** Whether two numbers, or both absent, agree within 1e-12 of the larger of 1 and their size. */
export function agree(got: number | null | undefined, wanted: number | null | undefined): boolean {
  if (got === null || wanted === null || got === undefined || wanted === undefined) return got === wanted;
  return Math.abs(got - wanted) <= 1e-12 * Math.max(1, Math.abs(wanted));
}
