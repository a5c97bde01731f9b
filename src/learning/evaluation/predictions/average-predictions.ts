import { MorError } from "../../../errors.ts";
import type { Prediction, PredictionTable } from "./prediction.ts";

/**
 * One prediction per image: the mean of the probabilities of its tiles, in the order of first appearance.
 *
 * @throws MorError `predictions-invalid` when tiles of an image differ in label or group.
 */
export function averageTiles({ classes, predictions }: PredictionTable): PredictionTable {
  const images = gather(predictions, ({ path }) => path);
  return {
    classes,
    predictions: [...images].map(([path, tiles]) => {
      const [first] = tiles;
      if (first && tiles.length === 1 && first.quarterId === undefined) return first;
      const odd = tiles.find(({ label, group }) => label !== first?.label || group !== first?.group);
      if (odd !== undefined) {
        throw new MorError(
          "predictions-invalid",
          `Expected the tiles of an image to share label and group, got ${JSON.stringify([
            [first?.label, first?.group],
            [odd.label, odd.group],
          ])} (${path}).`,
          { hint: "Give each image a path of its own; rows of one path count as tiles of one image." },
        );
      }
      return {
        path,
        ...(first?.group === undefined ? {} : { group: first.group }),
        ...(first?.label === undefined ? {} : { label: first.label }),
        probability: meanProbability(tiles, classes.length),
      };
    }),
  };
}

/** `averageGroups`: the groups that have one verdict, and how many images were left out for want of one. */
export interface GroupPredictions extends PredictionTable {
  /** Groups whose images have more than one label, so that there is no true label of the group. */
  readonly mixedGroups: readonly string[];
  readonly imagesWithoutGroup: number;
}

/**
 * One prediction per group: the mean of the probabilities of its images, in the order of first appearance. `path` and
 * `group` are both the name of the group. Groups of more than one label are left out, and counted.
 *
 * @param images one row per image, as from `averageTiles`.
 */
export function averageGroups({ classes, predictions }: PredictionTable): GroupPredictions {
  const grouped = predictions.filter(({ group }) => group !== undefined);
  const mixedGroups: string[] = [];
  const verdicts: Prediction[] = [];
  for (const [group, images] of gather(grouped, (image) => image.group ?? "")) {
    const label = images[0]?.label;
    if (images.some((image) => image.label !== label)) mixedGroups.push(group);
    else {
      const probability = meanProbability(images, classes.length);
      verdicts.push({ path: group, group, ...(label === undefined ? {} : { label }), probability });
    }
  }
  return {
    classes,
    predictions: verdicts,
    mixedGroups,
    imagesWithoutGroup: predictions.length - grouped.length,
  };
}

function gather(
  predictions: readonly Prediction[],
  keyOf: (prediction: Prediction) => string,
): Map<string, Prediction[]> {
  const found = new Map<string, Prediction[]>();
  for (const prediction of predictions) {
    const key = keyOf(prediction);
    const members = found.get(key);
    if (members === undefined) found.set(key, [prediction]);
    else members.push(prediction);
  }
  return found;
}

function meanProbability(rows: readonly Prediction[], classCount: number): Float64Array {
  return Float64Array.from(
    { length: classCount },
    (_, k) => rows.reduce((sum, { probability }) => sum + (probability[k] ?? Number.NaN), 0) / rows.length,
  );
}
