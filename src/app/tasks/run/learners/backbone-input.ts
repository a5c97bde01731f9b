import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { Dataset } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import type { Backbone } from "../../../../learning/backbones/backbone.ts";
import { recipes } from "../../../../learning/training/recipe.ts";
import type { TrainSpec } from "../train-spec.ts";
import { choosePreprocessing } from "./choose-preprocessing.ts";

/** Images of the paper's transfer learning are brought to this height and width. */
const paperSize = 299;

/**
 * How images become the input of a backbone: values in 0..1, which the network's own scaling then works on. A grey
 * image fills all three channels. Intensities are stretched between percentiles of each image, for a dim 16-bit
 * micrograph would be black to a network that learnt from photographs; the paper's recipe leaves them alone.
 */
export function planInput(backbone: Backbone, spec: TrainSpec, dataset: Dataset): Preprocessing {
  if (spec.intensity === "per-image") {
    throw new MorError(
      "usage",
      "Expected --intensity full-range or percentile for a backbone, which wants values in 0..1, got per-image",
      { hint: "Leave --intensity out." },
    );
  }
  const isPaper = spec.recipe === "paper";
  return choosePreprocessing(spec, dataset, {
    tiles: recipes[spec.recipe].tiles,
    scaling: isPaper ? { kind: "full-range" } : { kind: "percentile", low: 1, high: 99.8 },
    channels: backbone.channels,
    size: isPaper && backbone.resizable ? paperSize : backbone.size,
  });
}
