import { stringify } from "csv-stringify/sync";
import type { Estimate, MetricSet, MetricsFile } from "../metrics/metric-set.ts";

/**
 * All metrics as CSV with the columns `level,metric,class,value,low,high,count`, a row each, then the confusion matrix as
 * rows `confusion,TRUE > PREDICTED` with the number of rows as value. Numbers are in full precision; what cannot be computed
 * is empty. UTF-8 with LF.
 */
export function metricsTable({ levels }: MetricsFile): string {
  const rows = (["image", "group", "tile"] as const).flatMap((level) => {
    const set = levels[level];
    return set === undefined ? [] : rowsOf(level, set);
  });
  return stringify([["level", "metric", "class", "value", "low", "high", "count"], ...rows], {
    quoted_match: /\r/, // a lone one would be read as the end of a line
  });
}

const overall = [
  "accuracy",
  "balancedAccuracy",
  "macroF1",
  "macroAuc",
  "logLoss",
  "brierScore",
  "expectedCalibrationError",
  "cohenKappa",
  "matthewsCorrelation",
] as const satisfies readonly (keyof MetricSet)[];

const ofClass = ["precision", "recall", "f1", "auc"] as const;

function rowsOf(level: string, set: MetricSet): string[][] {
  const { labels, counts } = set.confusion;
  return [
    ...overall.map((metric) => [level, metric, "", ...cells(set[metric]), String(set.count)]),
    ...set.perClass.flatMap((scores) =>
      ofClass.map((metric) => [
        level,
        metric,
        scores.label,
        ...cells(scores[metric]),
        String(scores.support),
      ]),
    ),
    ...labels.flatMap((truth, row) =>
      labels.map((predicted, column) => [
        level,
        "confusion",
        `${truth} > ${predicted}`,
        String(counts[row]?.[column] ?? 0),
        "",
        "",
        "",
      ]),
    ),
  ];
}

function cells({ value, low, high }: Estimate): string[] {
  return [value, low, high].map((number) => (number === null ? "" : String(number)));
}
