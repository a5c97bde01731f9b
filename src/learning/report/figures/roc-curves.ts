import type { ClassMetrics, Estimate, MetricSet } from "../../metrics/metric-set.ts";
import { formatDecimal, formatInterval } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import type { ClassCurves } from "../report-input.ts";
import { drawCurvePanel } from "./curve-panel.ts";
import { averageCurves, linearHeight, type Point, toPoints } from "./polyline.ts";

/** The macro average of the ROC curves (large), then one panel for each class against the rest. */
export function drawRocCurves(classes: readonly ClassCurves[], set: MetricSet): readonly Html[] {
  const curves = classes.map(({ roc }) => (roc ? toPoints(roc.falsePositiveRate, roc.truePositiveRate) : []));
  const axes = ["False positive rate", "True positive rate"] as const;
  const chance: readonly Point[] = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  const macro = drawCurvePanel({
    title: `Mean of ${classes.length} classes`,
    spoken: `Mean ROC curve, macro AUC ${speakEstimate(set.macroAuc)}.`,
    curve: startAtOrigin(averageCurves(curves, linearHeight)),
    behind: curves,
    chance,
    notes: estimateNotes("macro AUC", set.macroAuc),
    axes,
    large: true,
  });
  const panels = classes.map(({ label }, index) => {
    const auc = findClass(set, label)?.auc;
    return drawCurvePanel({
      title: label,
      spoken: `ROC curve of ${label}, AUC ${auc ? speakEstimate(auc) : "unknown"}.`,
      curve: curves[index] ?? [],
      behind: [],
      chance,
      notes: auc ? estimateNotes("AUC", auc) : [],
      axes,
      large: false,
    });
  });
  return [macro, ...panels];
}

function findClass(set: MetricSet, label: string): ClassMetrics | undefined {
  return set.perClass.find((metrics) => metrics.label === label);
}

function startAtOrigin(points: readonly Point[]): readonly Point[] {
  return points.length > 0 ? [{ x: 0, y: 0 }, ...points] : points;
}

function estimateNotes(name: string, estimate: Estimate): string[] {
  if (estimate.value === null) return [`${name} –`];
  return [`${name} ${formatDecimal(estimate.value)}`, formatInterval(estimate) ?? ""].filter(Boolean);
}

function speakEstimate(estimate: Estimate): string {
  const interval = formatInterval(estimate);
  return `${formatDecimal(estimate.value)}${interval ? `, 95 % interval ${interval}` : ""}`;
}
