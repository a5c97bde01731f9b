import { resolve } from "node:path";
import type { PredictionTable } from "../../../learning/evaluation/predictions/prediction.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import type { RunPredictions } from "../../protocol/run/run-document.ts";
import { findImage } from "../workspace/find-image.ts";
import type { TableImage } from "../workspace/image-table.ts";
import { workspacePath } from "../workspace/workspace-place.ts";

export interface ColumnOptions {
  readonly part: string;
  /** Folder that the paths of the predictions are relative to. */
  readonly root: string;
  /** Folder of the workspace. */
  readonly workspace: string;
  readonly images: readonly TableImage[];
}

/** Predictions in columns, under the paths by which the workspace knows the images. */
export function predictionColumns(
  { classes, predictions }: PredictionTable,
  options: ColumnOptions,
): RunPredictions {
  const { part, root, workspace, images } = options;
  const find = findImage(images);
  const classIndex = new Map(classes.map((label, index) => [label, index]));
  const paths = predictions.map(({ path }) => workspacePath(workspace, resolve(root, path)));
  const known = paths.map(find);
  const predicted = predictions.map(
    ({ probability }) => predictedClasses(probability, classes.length)[0] ?? 0,
  );
  return {
    part,
    classes,
    path: paths.map((path, row) => known[row]?.path ?? path),
    label: predictions.map(({ label }) => (label === undefined ? -1 : (classIndex.get(label) ?? -1))),
    predicted,
    labelNow: known.map((image) => image?.label ?? null),
    confidence: predictions.map(({ probability }, row) => round(probability[predicted[row] ?? 0] ?? 0)),
    probability: predictions.flatMap(({ probability }) => Array.from(probability, round)),
    group: predictions.map(({ group }) => group ?? null),
  };
}

/** Half of the bytes, and nobody reads more than 4 digits. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
