import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { Dataset } from "../../../../data/dataset/dataset.ts";
import type { IntensityScaling } from "../../../../data/images/image.ts";
import { MorError } from "../../../../errors.ts";
import { pageChoice } from "../../data-spec.ts";
import type { TrainSpec } from "../train-spec.ts";

/** Side of the input that images are brought to at the most, when neither the user nor the network says. */
const largestInput = 128;

/** What is wanted for a family of models when the user does not say. */
export interface PreprocessingDefaults {
  readonly tiles: "auto" | "quarters" | "whole";
  readonly scaling: IntensityScaling;
  /** Follows the data when left out. */
  readonly channels?: 1 | 3 | undefined;
  /** Height and width; follows the data when left out. */
  readonly size?: number | undefined;
}

/** How images become inputs: the options of the user where there are any, else the defaults, else what suits the data. */
export function choosePreprocessing(
  spec: TrainSpec,
  dataset: Dataset,
  defaults: PreprocessingDefaults,
): Preprocessing {
  const side = typicalSide(dataset);
  const wanted = spec.tiles ?? defaults.tiles;
  const tiles = wanted === "auto" ? (side >= 192 ? "quarters" : "whole") : wanted;
  const size = spec.size ?? defaults.size ?? inputSide(tiles === "quarters" ? side / 2 : side);
  return {
    channels: defaults.channels ?? (isColour(dataset) ? 3 : 1),
    height: size,
    width: size,
    tiles,
    scaling: spec.intensity === undefined ? defaults.scaling : scalingOf(spec.intensity, spec.percentiles),
    page: pageChoice(spec.page),
  };
}

/** What the methods section says of the input. */
export function describePreprocessing({ channels, height, width, scaling }: Preprocessing): {
  inputSize: { width: number; height: number; channels: number };
  intensity: string;
} {
  const intensities: Record<IntensityScaling["kind"], string> = {
    "full-range": "intensities were scaled from the full range of the file's type to 0..1",
    percentile:
      scaling.kind === "percentile"
        ? `intensities were scaled from the ${scaling.low} and ${scaling.high} percentiles of each image to 0..1`
        : "",
    "per-image": "intensities were scaled image by image to zero mean and unit variance",
  };
  return { inputSize: { width, height, channels }, intensity: intensities[scaling.kind] };
}

function scalingOf(kind: IntensityScaling["kind"], percentiles: string): IntensityScaling {
  if (kind !== "percentile") return { kind };
  const [low = 1, high = 99.8] = percentiles.split(":").map(Number);
  if (!(low < high && high <= 100)) {
    throw new MorError(
      "usage",
      `Expected --percentiles LOW:HIGH with LOW < HIGH <= 100, got ${percentiles}`,
      {
        hint: "Use for instance 1:99.8.",
      },
    );
  }
  return { kind, low, high };
}

/** The median over images of the shorter side. */
export function typicalSide({ formats = [] }: Dataset): number {
  const sides = formats.flatMap(({ width, height, count }) =>
    new Array<number>(count).fill(Math.min(width, height)),
  );
  return sides.sort((a, b) => a - b)[Math.floor(sides.length / 2)] ?? largestInput;
}

/** A multiple of 16 between 32 and the largest input. */
function inputSide(side: number): number {
  return Math.min(largestInput, Math.max(32, Math.round(side / 16) * 16));
}

function isColour({ formats = [] }: Dataset): boolean {
  return formats.some(({ channels }) => channels >= 3);
}
