import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { Dataset } from "../../../../data/dataset/dataset.ts";
import { createBuilder } from "../../../../engine/graph/builder.ts";
import { inferenceScope } from "../../../../engine/nn/scope.ts";
import { MorError } from "../../../../errors.ts";
import type { Backbone } from "../../../../learning/backbones/backbone.ts";
import { backboneNetwork } from "../../../../learning/backbones/backbone-network.ts";
import { recipes } from "../../../../learning/training/recipe.ts";
import type { TrainSpec } from "../train-spec.ts";
import { choosePreprocessing, typicalSide } from "./choose-preprocessing.ts";

/** Images of the paper's transfer learning are brought to this height and width. */
const paperSize = 299;

/**
 * How images become the input of a backbone: values in 0..1, which the network's own scaling then works on. A grey
 * image fills all three channels. Intensities are stretched between percentiles of each image, for a dim 16-bit
 * micrograph would be black to a network that learnt from photographs; the paper's recipe leaves them alone.
 */
export function planInput(
  backbone: Backbone,
  spec: TrainSpec,
  dataset: Dataset,
  usualSize?: number,
): Preprocessing {
  if (spec.intensity === "per-image") {
    throw new MorError(
      "usage",
      "Expected --intensity full-range or percentile for a backbone, which wants values in 0..1, got per-image",
      { hint: "Leave --intensity out." },
    );
  }
  // What the paper did with networks that had learnt from photographs of that size.
  const isPaper = spec.recipe === "paper" && backbone.largestSize === undefined;
  const planned = choosePreprocessing(spec, dataset, {
    tiles: recipes[spec.recipe].tiles,
    scaling: isPaper ? { kind: "full-range" } : { kind: "percentile", low: 1, high: 99.8 },
    channels: backbone.channels,
    size: isPaper && backbone.resizable ? paperSize : usualSize,
  });
  if (spec.size !== undefined || usualSize !== undefined || (isPaper && backbone.resizable)) return planned;
  const size = seenSize(backbone, tileSide(dataset, planned.tiles));
  return { ...planned, height: size, width: size };
}

/** Height and width of most images of a data set, or of their quarters, in pixels. */
export function tileSide(dataset: Dataset, tiles: Preprocessing["tiles"]): number {
  return typicalSide(dataset) / (tiles === "quarters" ? 2 : 1);
}

/** Height and width at which a backbone sees tiles of that side: its own, or theirs where it takes larger ones. */
export function seenSize(
  { size, largestSize }: Pick<Backbone, "size" | "largestSize">,
  side: number,
): number {
  return largestSize === undefined ? size : Math.min(largestSize, Math.max(size, 16 * Math.round(side / 16)));
}

/**
 * Height and width to fine-tune at when the user does not say: half as much again as the tiles have, in steps of 32, but
 * neither below 96 nor above what the network was made for. Small images enlarged further cost time and bring nothing.
 */
export function tuningSize(backbone: Backbone, spec: TrainSpec, dataset: Dataset): number {
  const planned = planInput(backbone, spec, dataset);
  const side = tileSide(dataset, planned.tiles);
  if (backbone.largestSize !== undefined) return seenSize(backbone, side);
  const size = Math.min(backbone.size, Math.max(96, Math.round((1.5 * side) / 32) * 32));
  return takes(backbone, size) ? size : backbone.size;
}

/** Whether the layers have something left to work on at that size. */
function takes(backbone: Backbone, size: number): boolean {
  const b = createBuilder();
  try {
    const images = b.input("images", "float32", [1, backbone.channels, size, size]);
    backboneNetwork(backbone)(inferenceScope(b, new Map()), images);
    return true;
  } catch (error) {
    if (error instanceof MorError) return false;
    throw error;
  }
}
