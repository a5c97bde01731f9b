/** A number with its 95 % interval; `null` where it cannot be computed, with the reason. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** How the interval was made. */
  readonly method: "wilson" | "bootstrap" | "none";
  /** Why there is no value or no interval, as a full sentence. */
  readonly note?: string;
}

/** Classification results to be scored: one row per tile, image or group. */
export interface Scores {
  readonly classes: readonly string[];
  /** Index into `classes` for each row. */
  readonly truth: ArrayLike<number>;
  /** Row-major [rows, classes]; each row sums to 1. */
  readonly probability: Float64Array;
  /** Name of the cluster of each row for the bootstrap (its group, or its image); rows of a cluster move together. */
  readonly cluster: readonly string[];
}

export interface ClassMetrics {
  readonly label: string;
  readonly support: number;
  readonly precision: Estimate;
  readonly recall: Estimate;
  readonly f1: Estimate;
  /** One against the rest. */
  readonly auc: Estimate;
}

export interface MetricSet {
  readonly count: number;
  readonly clusters: number;
  readonly accuracy: Estimate;
  readonly balancedAccuracy: Estimate;
  readonly macroF1: Estimate;
  readonly macroAuc: Estimate;
  readonly logLoss: Estimate;
  readonly brierScore: Estimate;
  readonly expectedCalibrationError: Estimate;
  readonly cohenKappa: Estimate;
  readonly matthewsCorrelation: Estimate;
  readonly perClass: readonly ClassMetrics[];
  /** counts[true][predicted]. */
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly (readonly number[])[] };
  readonly warnings: readonly string[];
}

/** The content of `metrics.json`. `tile` is absent when images are not tiled, `group` when there are no groups. */
export interface MetricsFile {
  readonly part: string;
  readonly levels: {
    readonly tile?: MetricSet;
    readonly image?: MetricSet;
    readonly group?: MetricSet;
  };
}
