import { MorError } from "../../errors.ts";
import { computeMetrics, type MetricOptions } from "../metrics/compute-metrics.ts";
import type { MetricSet, MetricsFile, Scores } from "../metrics/metric-set.ts";
import { averageGroups, averageTiles } from "./predictions/average-predictions.ts";
import type { PredictionTable } from "./predictions/prediction.ts";

export interface LevelOptions extends MetricOptions {
  /** The part of the data that was scored, for the record; "test" by default. */
  readonly part?: string;
}

/**
 * Every metric at the level of tiles (when some image has several, or a `quarterId`), images, and groups (when there
 * are any).
 *
 * An image's probabilities are the mean of its tiles', a group's the mean of its images'. At the level of tiles and
 * images the clusters of the bootstrap are the groups; an image without a group is a cluster of its own.
 *
 * @throws MorError `predictions-invalid` when a row has no label, a label that is no class, or probabilities that are
 * none.
 */
export function metricsAtLevels(table: PredictionTable, options: LevelOptions = {}): MetricsFile {
  const { part = "test", ...metricOptions } = options;
  const images = averageTiles(table);
  const groups = averageGroups(images);
  const tiled =
    images.predictions.length < table.predictions.length ||
    table.predictions.some(({ quarterId }) => quarterId !== undefined);
  const levels: { tile?: MetricSet; image?: MetricSet; group?: MetricSet } = {};
  if (tiled) levels.tile = computeMetrics(toScores(table), metricOptions);
  const image = computeMetrics(toScores(images), metricOptions);
  const omissions = describeOmissions(
    groups.mixedGroups,
    groups.imagesWithoutGroup,
    images.predictions.length,
  );
  if (groups.predictions.length > 0) {
    levels.image = image;
    const group = computeMetrics(toScores(groups), metricOptions);
    levels.group = { ...group, warnings: [...omissions, ...group.warnings] };
  } else {
    levels.image = { ...image, warnings: [...image.warnings, ...omissions] };
  }
  return { part, levels };
}

/** Rows as scores, with the group, else the image, as cluster. */
function toScores({ classes, predictions }: PredictionTable): Scores {
  const indices = new Map(classes.map((label, k) => [label, k]));
  const probability = new Float64Array(predictions.length * classes.length);
  const truth = new Int32Array(predictions.length);
  const cluster: string[] = [];
  predictions.forEach((row, i) => {
    const known = row.label === undefined ? undefined : indices.get(row.label);
    if (known === undefined) throw unknownLabel(row.label, row.path, classes);
    if (row.probability.length !== classes.length) {
      const counts = `${classes.length} probabilities, got ${row.probability.length}`;
      throw new MorError("predictions-invalid", `Expected ${counts} (${row.path}).`);
    }
    truth[i] = known;
    probability.set(Array.from(row.probability), i * classes.length);
    cluster.push(row.group === undefined ? `image ${row.path}` : `group ${row.group}`);
  });
  return { classes, truth, probability, cluster };
}

function unknownLabel(label: string | undefined, path: string, classes: readonly string[]): MorError {
  const known = classes.map((name) => JSON.stringify(name)).join(", ");
  const got = label === undefined ? "no label" : JSON.stringify(label);
  return new MorError("predictions-invalid", `Expected one of the labels ${known}, got ${got} (${path}).`, {
    hint: "Score images that have a true class the model was trained on; leave out the others.",
  });
}

function describeOmissions(
  mixedGroups: readonly string[],
  imagesWithoutGroup: number,
  imageCount: number,
): string[] {
  const omissions: string[] = [];
  if (mixedGroups.length > 0) {
    omissions.push(
      `The level of groups leaves out ${mixedGroups.length} groups whose images have more than one label, ` +
        `such as "${mixedGroups[0]}".`,
    );
  }
  if (imagesWithoutGroup > 0 && imagesWithoutGroup < imageCount) {
    omissions.push(`The level of groups leaves out ${imagesWithoutGroup} images without a group.`);
  }
  return omissions;
}
