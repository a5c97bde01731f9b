import type { MetricSet } from "../../metrics/metric-set.ts";
import { formatDecimal } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import type { ClassCurves } from "../report-input.ts";
import { drawCurvePanel } from "./curve-panel.ts";
import { averageCurves, type Point, stepHeight, toPoints } from "./polyline.ts";

/** The macro average of the precision-recall curves (large), then one panel for each class against the rest. */
export function drawPrecisionRecallCurves(classes: readonly ClassCurves[], set: MetricSet): readonly Html[] {
  const curves = classes.map(({ precisionRecall }) =>
    precisionRecall ? toPoints(precisionRecall.recall, precisionRecall.precision) : [],
  );
  const axes = ["Recall", "Precision"] as const;
  const averages = curves.map(averagePrecision).filter((value) => Number.isFinite(value));
  const mean = averages.length > 0 ? averages.reduce((sum, value) => sum + value, 0) / averages.length : null;
  const macro = drawCurvePanel({
    title: `Mean of ${classes.length} classes`,
    spoken: `Mean precision-recall curve, mean average precision ${formatDecimal(mean)}.`,
    curve: averageCurves(curves, stepHeight),
    behind: curves.map(toSteps),
    chance: level(1 / Math.max(1, classes.length)),
    notes: [`mean AP ${formatDecimal(mean)}`],
    axes,
    large: true,
  });
  const panels = classes.map(({ label }, index) => {
    const points = curves[index] ?? [];
    const support = set.perClass.find((metrics) => metrics.label === label)?.support ?? 0;
    const average = formatDecimal(averagePrecision(points));
    return drawCurvePanel({
      title: label,
      spoken: `Precision-recall curve of ${label}, average precision ${average}.`,
      curve: toSteps(points),
      behind: [],
      chance: level(support / Math.max(1, set.count)),
      notes: [`AP ${average}`],
      axes,
      large: false,
    });
  });
  return [macro, ...panels];
}

/** The sum over the steps of recall of their precision, as scikit-learn defines it; NaN without a curve. */
export function averagePrecision(points: readonly Point[]): number {
  if (points.length < 2) return Number.NaN;
  return points.reduce((sum, { x, y }, index) => sum + (x - (points[index - 1]?.x ?? 0)) * y, 0);
}

/** Precision holds until the next higher recall: no straight lines between the points, which would be too high. */
function toSteps(points: readonly Point[]): Point[] {
  const rises = points.filter(({ x }, index) => index === 0 || x > (points[index - 1]?.x ?? 0));
  return rises.flatMap((point, index) => [{ x: rises[index - 1]?.x ?? 0, y: point.y }, point]);
}

/** A classifier that guesses has the precision of the class's share at any recall. */
function level(share: number): readonly Point[] {
  return [
    { x: 0, y: share },
    { x: 1, y: share },
  ];
}
