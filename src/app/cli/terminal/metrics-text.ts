import type { EvaluateResult } from "../../tasks/evaluate-predictions.ts";
import { formatCount } from "./progress-line.ts";
import { formatTable } from "./table.ts";

type MetricSet = NonNullable<EvaluateResult["levels"]["image"]>;
type Estimate = MetricSet["accuracy"];

/** Metrics as text: each level beside the others, then the classes and their confusion at the level of images. */
export function formatMetrics({ part, levels }: EvaluateResult): string {
  const present = (["tile", "image", "group"] as const).flatMap((level) => {
    const metrics = levels[level];
    return metrics === undefined ? [] : [{ level, metrics }];
  });
  const overview = formatTable(
    [{ title: part }, ...present.map(({ level }) => ({ title: `per ${level}`, align: "right" as const }))],
    [
      ["count", ...present.map(({ metrics }) => formatCount(metrics.count))],
      ["clusters", ...present.map(({ metrics }) => formatCount(metrics.clusters))],
      ...rows.map(([title, pick]) => [title, ...present.map(({ metrics }) => formatEstimate(pick(metrics)))]),
    ],
  );
  const detailed = present.find(({ level }) => level === "image") ?? present[0];
  const blocks = [overview];
  if (detailed) blocks.push(formatClasses(detailed.metrics), formatConfusion(detailed.metrics));
  const warnings = present.flatMap(({ level, metrics }) =>
    metrics.warnings.map((text) => `  Per ${level}: ${text}`),
  );
  if (warnings.length > 0) blocks.push(["Warnings:", ...warnings].join("\n"));
  return blocks.join("\n\n");
}

/** `0.956 (0.915-0.978)`; without an interval the number alone, without a number a dash. */
export function formatEstimate({ value, low, high }: Estimate): string {
  if (value === null) return "-";
  if (low === null || high === null) return value.toFixed(3);
  const range =
    low < 0 || high < 0 ? `${low.toFixed(3)} to ${high.toFixed(3)}` : `${low.toFixed(3)}-${high.toFixed(3)}`;
  return `${value.toFixed(3)} (${range})`;
}

const rows: readonly (readonly [title: string, pick: (metrics: MetricSet) => Estimate])[] = [
  ["accuracy", (metrics) => metrics.accuracy],
  ["balanced accuracy", (metrics) => metrics.balancedAccuracy],
  ["macro F1", (metrics) => metrics.macroF1],
  ["macro AUC", (metrics) => metrics.macroAuc],
  ["log loss", (metrics) => metrics.logLoss],
  ["Brier score", (metrics) => metrics.brierScore],
  ["expected calibration error", (metrics) => metrics.expectedCalibrationError],
  ["Cohen's kappa", (metrics) => metrics.cohenKappa],
  ["Matthews correlation", (metrics) => metrics.matthewsCorrelation],
];

function formatClasses({ perClass }: MetricSet): string {
  const titles = ["support", "precision", "recall", "F1", "AUC"];
  return formatTable(
    [{ title: "class" }, ...titles.map((title) => ({ title, align: "right" as const }))],
    perClass.map(({ label, support, precision, recall, f1, auc }) => [
      label,
      formatCount(support),
      ...[precision, recall, f1, auc].map(formatEstimate),
    ]),
  );
}

function formatConfusion({ confusion }: MetricSet): string {
  return formatTable(
    [
      { title: "true \\ predicted" },
      ...confusion.labels.map((title) => ({ title, align: "right" as const })),
    ],
    confusion.labels.map((label, at) => [label, ...(confusion.counts[at] ?? []).map(formatCount)]),
  );
}
