import type { PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { fitAbstention } from "../../../learning/evaluation/calibration.ts";
import { fitTemperature, sharpenPredictions } from "../../../learning/evaluation/image-temperature.ts";
import { averageTiles } from "../../../learning/evaluation/predictions/average-predictions.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import type { Learned, Learner } from "./learners/learner.ts";

export interface Calibration {
  readonly temperature: number;
  readonly threshold: number | undefined;
}

/** Share of the right answers on the validation part that stay answers. */
const coverage = 0.95;

/**
 * Fits temperature and the threshold of "none of these" on the `val` part, at the level of images, when there is a
 * `test` part besides; otherwise the part that is scored would have been used, and nothing is fitted.
 */
export async function calibrate(
  dataset: PartitionedDataset,
  { symmetries }: Learner,
  learned: Learned,
  signal: AbortSignal,
): Promise<Calibration> {
  const validation = dataset.samples.filter(({ part }) => part === "val");
  const untouched = dataset.samples.some(({ part }) => part === "test");
  if (validation.length === 0 || !untouched) return { temperature: 1, threshold: undefined };
  const classifier = await learned.open();
  try {
    const tiles = await classifier.classify(validation, { symmetries, signal });
    const table = { classes: dataset.classes, predictions: tiles };
    const temperature = fitTemperature(table);
    const { predictions } = averageTiles(sharpenPredictions(table, temperature));
    const answers = predictions.map(({ label = "", probability }) => {
      const best = predictedClasses(probability, dataset.classes.length)[0] ?? 0;
      return { confidence: probability[best] ?? 0, right: dataset.classes[best] === label };
    });
    const { threshold } = fitAbstention(
      answers.map(({ confidence }) => confidence),
      answers.map(({ right }) => right),
      coverage,
    );
    return { temperature, threshold: threshold ?? undefined };
  } finally {
    await classifier.close();
  }
}
