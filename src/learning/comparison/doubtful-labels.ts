import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import type { Prediction } from "../evaluation/predictions/prediction.ts";
import { bootstrapInterval, numberClusters, resampleClusters } from "../metrics/cluster-bootstrap.ts";
import { predictedClasses } from "../metrics/confusion-matrix.ts";
import type { Estimate, Scores } from "../metrics/metric-set.ts";
import { alignPredictions, type ModelPredictions } from "./align-predictions.ts";
import { confidentJoint } from "./confident-joint.ts";
import { fewestClusters, type ResampleOptions } from "./paired-bootstrap.ts";

export interface DoubtfulLabelOptions extends ResampleOptions {
  /** Coverage of the interval; 0.95 by default. */
  readonly level?: number;
}

/** An image whose label the models doubt. */
export interface DoubtfulLabel {
  readonly path: string;
  readonly group?: string;
  readonly label: string;
  /** The class that the models think it is. */
  readonly suggested: string;
  /** Mean probability of the label, and of the suggested class, 0..1. */
  readonly probabilityOfLabel: number;
  readonly probabilityOfSuggested: number;
  /** The second less the first, above 0: the list is in its falling order. */
  readonly margin: number;
  /** How many models alone name the suggested class. */
  readonly agreeing: number;
}

export interface DoubtfulLabels {
  /** The gravest first. */
  readonly labels: readonly DoubtfulLabel[];
  /** Estimated share of labels that are wrong, 0..1. */
  readonly noiseRate: Estimate;
  readonly classes: readonly string[];
  /** joint[given][true]: estimated share of images with that label and that true class; the sum is 1. */
  readonly joint: readonly (readonly number[])[];
  readonly images: number;
  readonly models: readonly string[];
  /** What a reader must know to use it, as full sentences. */
  readonly notes: readonly string[];
}

/**
 * Finds labels that are probably wrong by confident learning, from the mean of the models' probabilities.
 *
 * `confidentJoint` estimates how many images of each label belong to each other class; so many images with the largest
 * margin between that class and their label are doubtful, if the class is more probable than the label. Probabilities
 * must come from models that were not trained on the image (test part, or all folds together): a model learns wrong
 * labels by heart. What the models get wrong for other reasons counts as label noise too, so look at the images before
 * changing a label. The interval is a bootstrap over groups.
 *
 * Northcutt, Jiang and Chuang (2021), Journal of Artificial Intelligence Research 70:1373-1411,
 * doi:10.1613/jair.1.12125, section 3.2, "prune by noise rate".
 *
 * @throws MorError `predictions-invalid` when the models do not speak of the same images; `usage` for no models.
 */
export function findDoubtfulLabels(
  models: readonly ModelPredictions[],
  options: DoubtfulLabelOptions = {},
): DoubtfulLabels {
  const { seed = 0, resamples = 1000, level = 0.95 } = options;
  const { images, scores } = alignPredictions(models);
  const mean = averageScores(scores);
  const { classes, truth, probability } = mean;
  const joint = confidentJoint(mean);
  const verdicts = scores.map((own) => predictedClasses(own.probability, classes.length));
  const labels = [...suggestClasses(mean, joint)]
    .flatMap(([row, suggested]): DoubtfulLabel[] => {
      const image = images[row];
      const given = truth[row] ?? 0;
      const probabilityOfLabel = probability[row * classes.length + given] ?? 0;
      const probabilityOfSuggested = probability[row * classes.length + suggested] ?? 0;
      if (image === undefined) return [];
      return [
        {
          ...identify(image),
          label: classes[given] ?? "",
          suggested: classes[suggested] ?? "",
          probabilityOfLabel,
          probabilityOfSuggested,
          margin: probabilityOfSuggested - probabilityOfLabel,
          agreeing: verdicts.filter((verdict) => verdict[row] === suggested).length,
        },
      ];
    })
    .sort((a, b) => b.margin - a.margin);
  return {
    labels,
    noiseRate: estimateNoise(mean, joint, { seed, resamples, level }),
    classes,
    joint,
    images: images.length,
    models: models.map(({ name }) => name),
    notes: collectNotes(mean),
  };
}

/** Row to suggested class: for each pair of classes the expected number of rows, those with the largest margin. */
function suggestClasses(
  { classes, truth, probability }: Scores,
  joint: readonly (readonly number[])[],
): ReadonlyMap<number, number> {
  const size = classes.length;
  const suggested = new Map<number, number>();
  const at = (row: number, k: number): number => probability[row * size + k] ?? 0;
  joint.forEach((line, given) => {
    const rows = Array.from(truth, (_, row) => row).filter((row) => truth[row] === given);
    line.forEach((share, k) => {
      if (k === given) return;
      const margins = rows
        .map((row) => ({ row, margin: at(row, k) - at(row, given) }))
        .filter(({ margin }) => margin > 0)
        .sort((a, b) => b.margin - a.margin);
      for (const { row } of margins.slice(0, Math.round(share * truth.length))) {
        const known = suggested.get(row);
        if (known === undefined || at(row, k) > at(row, known)) suggested.set(row, k);
      }
    });
  });
  return suggested;
}

function identify({ path, group }: Prediction): Pick<DoubtfulLabel, "path" | "group"> {
  return group === undefined ? { path } : { path, group };
}

function averageScores(scores: readonly Scores[]): Scores {
  const [first] = scores;
  if (first === undefined)
    throw new MorError("usage", "Expected predictions of at least one model, got none.");
  const probability = first.probability.map(
    (_, index) => scores.reduce((sum, own) => sum + (own.probability[index] ?? 0), 0) / scores.length,
  );
  return { ...first, probability };
}

function noiseRateOf(joint: readonly (readonly number[])[]): number {
  return Math.max(0, 1 - joint.reduce((sum, line, k) => sum + (line[k] ?? 0), 0));
}

function estimateNoise(
  scores: Scores,
  joint: readonly (readonly number[])[],
  { seed, resamples, level }: Required<DoubtfulLabelOptions>,
): Estimate {
  if (scores.cluster.length === 0) {
    return { value: null, low: null, high: null, method: "none", note: "There are no images." };
  }
  const value = noiseRateOf(joint);
  const clusters = numberClusters(scores.cluster);
  const none = { value, low: null, high: null, method: "none" } as const;
  if (clusters.count < fewestClusters) {
    return {
      ...none,
      note: `It rests on ${clusters.count} groups or images: too few for an interval.`,
    };
  }
  const replicates = new Float64Array(resamples);
  resampleClusters(clusters, resamples, createRandom(seed), (weight, resample) => {
    replicates[resample] = noiseRateOf(confidentJoint(scores, weight));
  });
  const interval = bootstrapInterval(value, replicates, clusters.count, level);
  if (interval === null) return { ...none, note: "It has the same value in every resample." };
  return { value, low: Math.max(0, interval.low), high: Math.min(1, interval.high), method: "bootstrap" };
}

/** With fewer images of a class than this its threshold is a rough mean. */
const fewImages = 10;

function collectNotes({ classes, truth }: Scores): string[] {
  const counts = classes.map((_, k) => Array.from(truth).filter((label) => label === k).length);
  const rare = classes.filter((_, k) => (counts[k] ?? 0) < fewImages);
  const notes = [
    "Doubtful is not wrong: an image that is hard for the models looks the same to them as one with a wrong label, so the estimated share is rather too high. Look at each image before changing a label.",
  ];
  if (rare.length > 0) {
    const names = rare.map((label) => `"${label}"`).join(", ");
    notes.push(`Fewer than ${fewImages} images have the label ${names}: what is said of it is rough.`);
  }
  return notes;
}
