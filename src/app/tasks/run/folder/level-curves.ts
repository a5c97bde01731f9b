import type { Prediction, PredictionTable } from "../../../../learning/evaluation/predictions/prediction.ts";
import { reliabilityBins } from "../../../../learning/metrics/calibration-error.ts";
import { predictedClasses } from "../../../../learning/metrics/confusion-matrix.ts";
import { precisionRecallCurve } from "../../../../learning/metrics/precision-recall-curve.ts";
import { rocCurve } from "../../../../learning/metrics/roc-curve.ts";
import type { LevelCurves } from "../../../../learning/report/report-input.ts";

/** The curves of a report; one row of the table for each image, with its label. */
export function drawLevelCurves({ classes, predictions }: PredictionTable): LevelCurves {
  const verdicts = predictions.map((row) => verdictOf(row, classes));
  const truth = predictions.map(({ label = "" }) => classes.indexOf(label));
  return {
    level: "image",
    classes: classes.map((label, k) => {
      const score = predictions.map((row) => row.probability[k] ?? 0);
      const positive = truth.map((index) => index === k);
      return {
        label,
        roc: rocCurve(score, positive),
        precisionRecall: precisionRecallCurve(score, positive),
      };
    }),
    reliability: reliabilityBins(
      verdicts.map(({ confidence }) => confidence),
      verdicts.map(({ predicted }, row) => predicted === predictions[row]?.label),
    ).map((bin) => ({
      ...bin,
      meanConfidence: bin.confidence,
    })),
  };
}

/** The most probable class. */
export function verdictOf(
  { probability }: Prediction,
  classes: readonly string[],
): { predicted: string; confidence: number } {
  const best = predictedClasses(probability, classes.length)[0] ?? 0;
  return { predicted: classes[best] ?? "", confidence: probability[best] ?? 0 };
}
