import { applyTemperature } from "./calibration.ts";
import { averageTiles } from "./predictions/average-predictions.ts";
import type { PredictionTable } from "./predictions/prediction.ts";

/** Each row's probabilities at a temperature: p^(1/temperature), normalised. */
export function sharpenPredictions(table: PredictionTable, temperature: number): PredictionTable {
  if (temperature === 1) return table;
  const predictions = table.predictions.map((row) => ({
    ...row,
    probability: applyTemperature(row.probability, table.classes.length, temperature, "probabilities"),
  }));
  return { ...table, predictions };
}

const [lowest, highest] = [0.05, 20];
const steps = 40;

/**
 * The temperature for tiles at which the log loss of images, the means of their tiles, is least (golden-section
 * search). Fitted to tiles alone, the means would be too unsure. Every row needs a label; 1 for no rows.
 *
 * As in Platt (1999), Advances in Large Margin Classifiers 61-74, one more image counts whose class is drawn at random:
 * a few images that are all right would otherwise make the model as sure as can be.
 */
export function fitTemperature(table: PredictionTable): number {
  if (table.predictions.length === 0) return 1;
  const lossAt = (logTemperature: number): number => {
    const { predictions } = averageTiles(sharpenPredictions(table, Math.exp(logTemperature)));
    return lossOf({ classes: table.classes, predictions });
  };
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(lowest), Math.log(highest)];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftLoss, rightLoss] = [lossAt(left), lossAt(right)];
  for (let step = 0; step < steps; step++) {
    if (leftLoss < rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = lossAt(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = lossAt(right);
    }
  }
  return Math.exp((low + high) / 2);
}

/** Mean cross-entropy, with a share 1 / (n + 1) of each image's target spread over all classes. */
function lossOf({ classes, predictions }: PredictionTable): number {
  const spread = 1 / (predictions.length + 1) / classes.length;
  let sum = 0;
  for (const { label, probability } of predictions) {
    classes.forEach((name, k) => {
      const target = spread + (name === label ? 1 - spread * classes.length : 0);
      sum -= target * Math.log(Math.max(probability[k] ?? 0, Number.MIN_VALUE));
    });
  }
  return sum / predictions.length;
}
