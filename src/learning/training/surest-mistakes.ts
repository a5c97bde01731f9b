import { averageTiles } from "../evaluation/predictions/average-predictions.ts";
import type { PredictionTable } from "../evaluation/predictions/prediction.ts";
import { predictedClasses } from "../metrics/confusion-matrix.ts";

/** An image that was given another class than its own. */
export interface SureMistake {
  readonly path: string;
  readonly label: string;
  readonly predicted: string;
  /** Probability of `predicted`, 0 to 1. */
  readonly confidence: number;
}

/**
 * The images that a model is wrong about, the surest first, at most `count`; their tiles are averaged. Images without a
 * label are left out.
 *
 * @throws MorError `predictions-invalid` when tiles of an image differ in label or group.
 */
export function surestMistakes(table: PredictionTable, count: number): readonly SureMistake[] {
  const { classes, predictions } = averageTiles(table);
  const mistakes = predictions.flatMap(({ path, label, probability }): SureMistake[] => {
    const best = predictedClasses(probability, classes.length)[0] ?? 0;
    const predicted = classes[best] ?? "";
    if (label === undefined || label === predicted) return [];
    return [{ path, label, predicted, confidence: probability[best] ?? 0 }];
  });
  return mistakes.sort((a, b) => b.confidence - a.confidence).slice(0, count);
}
