import type { PredictionTable } from "../../../learning/evaluation/predictions/prediction.ts";
import { averagePrecision } from "../../../learning/metrics/precision-recall-curve.ts";
import { aucRoc } from "../../../learning/metrics/roc-curve.ts";
import type { CurvePoint, RunCurves } from "../../protocol/run/run-document.ts";
import { drawLevelCurves } from "../../tasks/run/folder/level-curves.ts";

/** No screen shows more. */
const mostPoints = 200;

/** The curves of a report as points, one row of the table for each image, with its label. */
export function curvePoints(table: PredictionTable): RunCurves {
  const { classes, reliability } = drawLevelCurves(table);
  return {
    classes: classes.map(({ label, roc, precisionRecall }, k) => {
      const score = table.predictions.map(({ probability }) => probability[k] ?? 0);
      const positive = table.predictions.map((row) => row.label === label);
      return {
        label,
        roc: roc && thin(pointsOf(roc.falsePositiveRate, roc.truePositiveRate)),
        auc: aucRoc(score, positive),
        precisionRecall: precisionRecall && thin(pointsOf(precisionRecall.recall, precisionRecall.precision)),
        averagePrecision: averagePrecision(score, positive),
      };
    }),
    reliability: reliability.map(({ count, meanConfidence, accuracy }, bin) => ({
      low: bin / reliability.length,
      high: (bin + 1) / reliability.length,
      count,
      meanConfidence,
      accuracy,
    })),
  };
}

function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>): readonly CurvePoint[] {
  return Array.from(x, (value, place) => ({ x: value, y: y[place] ?? 0 }));
}

/** Evenly among the points of a curve, its ends kept. */
export function thin(points: readonly CurvePoint[], most: number = mostPoints): readonly CurvePoint[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, place) =>
    Math.round((place * (points.length - 1)) / (most - 1)),
  ).flatMap((index) => points[index] ?? []);
}
