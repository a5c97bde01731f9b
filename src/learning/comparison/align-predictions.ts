import { MorError } from "../../errors.ts";
import { averageTiles } from "../evaluation/predictions/average-predictions.ts";
import type { Prediction, PredictionTable } from "../evaluation/predictions/prediction.ts";
import { checkScores } from "../metrics/check-scores.ts";
import type { Scores } from "../metrics/metric-set.ts";

/** What one model said of every image of a study. */
export interface ModelPredictions {
  /** As it shall be printed; no two models share a name. */
  readonly name: string;
  /** Rows of one path are tiles of one image, and are averaged. */
  readonly predictions: PredictionTable;
}

/** The same images in the same order for every model. */
export interface AlignedPredictions {
  /** The images of the first model, whose `probability` is its own. */
  readonly images: readonly Prediction[];
  /** One for each model; the rows are `images`. The cluster is the group, or else the image. */
  readonly scores: readonly Scores[];
  /** Whether some cluster holds several images. */
  readonly grouped: boolean;
}

/**
 * Puts the predictions of several models into the order of images and classes of the first; tiles are averaged.
 *
 * @throws MorError `predictions-invalid` when models do not speak of the same images, labels, groups and classes, or
 * when an image has no label; the message names the first difference. `usage` for no models or for two of one name.
 */
export function alignPredictions(models: readonly ModelPredictions[]): AlignedPredictions {
  const [first] = models;
  if (first === undefined)
    throw new MorError("usage", "Expected predictions of at least one model, got none.");
  const twice = models.find(({ name }, index) => models.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) {
    throw new MorError("usage", `Expected models to have different names, got "${twice.name}" twice.`);
  }
  const tables = models.map(({ predictions }) => averageTiles(predictions));
  const images = tables[0]?.predictions ?? [];
  const { classes } = first.predictions;
  const scores = tables.map((table, index) => {
    const name = models[index]?.name ?? "";
    const columns = matchClasses(first.name, classes, name, table.classes);
    return toScores(matchImages(first.name, images, name, table.predictions), classes, columns, name);
  });
  return { images, scores, grouped: new Set(scores[0]?.cluster).size < images.length };
}

/** For each class of the first model, its column in the other's table. */
function matchClasses(
  firstName: string,
  classes: readonly string[],
  name: string,
  own: readonly string[],
): readonly number[] {
  const missing = classes.find((label) => !own.includes(label));
  const surplus = own.find((label) => !classes.includes(label));
  if (missing !== undefined) {
    throw mismatch(
      `Expected "${name}" to know the class "${missing}" as "${firstName}" does, got ${quoteAll(own)}.`,
    );
  }
  if (surplus !== undefined) {
    throw mismatch(`Expected "${name}" to have the classes of "${firstName}", got "${surplus}" besides.`);
  }
  return classes.map((label) => own.indexOf(label));
}

/** The rows of a model in the order of the images of the first. */
function matchImages(
  firstName: string,
  images: readonly Prediction[],
  name: string,
  rows: readonly Prediction[],
): readonly Prediction[] {
  const known = new Map(rows.map((row) => [row.path, row]));
  const matched = images.map((image) => {
    const row = known.get(image.path);
    if (row === undefined) {
      const sizes = `${images.length} images of "${firstName}", ${rows.length} of "${name}"`;
      throw mismatch(`Expected "${name}" to have a row for ${image.path}, got none (${sizes}).`);
    }
    for (const field of ["label", "group"] as const) {
      if (row[field] !== image[field]) {
        const wanted = `${field} ${quote(image[field])} of ${image.path} as in "${firstName}"`;
        throw mismatch(`Expected the ${wanted}, got ${quote(row[field])} ("${name}").`);
      }
    }
    return row;
  });
  if (rows.length > images.length) {
    const own = new Set(images.map(({ path }) => path));
    const surplus = rows.find(({ path }) => !own.has(path));
    throw mismatch(`Expected "${name}" to have the images of "${firstName}", got ${surplus?.path} besides.`);
  }
  return matched;
}

function toScores(
  rows: readonly Prediction[],
  classes: readonly string[],
  columns: readonly number[],
  name: string,
): Scores {
  const truth = Int32Array.from(rows, ({ label, path }) => {
    const index = label === undefined ? -1 : classes.indexOf(label);
    if (index < 0) {
      throw mismatch(
        `Expected one of the labels ${quoteAll(classes)}, got ${quote(label)} (${path}, "${name}").`,
      );
    }
    return index;
  });
  const scores: Scores = {
    classes,
    truth,
    probability: Float64Array.from(
      rows.flatMap(({ probability }) => columns.map((column) => probability[column] ?? Number.NaN)),
    ),
    cluster: rows.map(({ group, path }) => (group === undefined ? `image ${path}` : `group ${group}`)),
  };
  checkScores(scores);
  return scores;
}

function mismatch(message: string): MorError {
  return new MorError("predictions-invalid", message, {
    hint: "Compare models on the same images with the same labels: give all of them the same part or the same folds.",
  });
}

function quote(value: string | undefined): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

function quoteAll(values: readonly string[]): string {
  return values.map(quote).join(", ");
}
