import { confusionMatrix, predictedClasses } from "../../metrics/confusion-matrix.ts";
import { accuracy, macroF1 } from "../../metrics/confusion-scores.ts";
import { logLoss } from "../../metrics/proper-scores.ts";

export interface RowScores {
  readonly loss: number;
  readonly accuracy: number;
  readonly macroF1: number;
}

/** Scores of probabilities [N, K], row by row; NaN for no rows. */
export function scoreRows(probabilities: ArrayLike<number>, labels: Int32Array, classes: number): RowScores {
  const truth = Array.from(labels);
  const scores = Float64Array.from(probabilities);
  const confusion = confusionMatrix(truth, predictedClasses(scores, classes), classes);
  return {
    loss: logLoss(truth, scores, classes) ?? Number.NaN,
    accuracy: accuracy(confusion) ?? Number.NaN,
    macroF1: macroF1(confusion) ?? Number.NaN,
  };
}
