import { MorError } from "../../../errors.ts";
import type { MetricSet } from "../../metrics/metric-set.ts";
import type { ColorName } from "../page/palette.ts";
import type { StudyModel, StudyReportInput } from "./study-input.ts";

/** A model with its place in the study and the colour that it has in every figure. */
export interface RankedModel extends StudyModel {
  /** 0 for the best. */
  readonly rank: number;
  readonly letters: string;
  readonly image: MetricSet;
  /** The best three have a hue each; the others share a grey. */
  readonly color: ColorName;
  readonly textColor: ColorName;
}

const hues: readonly (readonly [ColorName, ColorName])[] = [
  ["blue", "blueText"],
  ["vermilion", "vermilionText"],
  ["green", "greenText"],
];

/**
 * The models in the order of the comparison, the best first.
 *
 * @throws MorError `run-invalid` when a compared model has no metrics of images.
 */
export function rankModels({ models, comparison }: StudyReportInput): readonly RankedModel[] {
  return comparison.models.map(({ name, letters }, rank) => {
    const model = models.find((other) => other.name === name);
    const image = model?.metrics.levels.image;
    if (model === undefined || image === undefined) {
      throw new MorError("run-invalid", `Expected metrics of images for the model "${name}", got none.`);
    }
    const [color, textColor] = hues[rank] ?? (["reference", "muted"] as const);
    return { ...model, rank, letters, image, color, textColor };
  });
}

/** From the last to the first, so that the best is drawn on top. */
export function bestOnTop(models: readonly RankedModel[]): readonly RankedModel[] {
  return [...models].reverse();
}
