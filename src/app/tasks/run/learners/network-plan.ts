import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { Dataset } from "../../../../data/dataset/dataset.ts";
import type { IntensityScaling } from "../../../../data/images/image.ts";
import type { Network } from "../../../../engine/nn/scope.ts";
import { MorError } from "../../../../errors.ts";
import type { MethodFacts } from "../../../../learning/report/report-input.ts";
import { type ModelDefinition, models } from "../../../../learning/training/model-catalogue.ts";
import { type Recipe, recipes } from "../../../../learning/training/recipe.ts";
import { pageChoice } from "../../data-spec.ts";
import type { TrainSpec } from "../train-spec.ts";

/** What a spec means for one data set: all defaults and `auto`s resolved. */
export interface Plan {
  /** For the record. */
  readonly name: string;
  readonly network: (classes: number) => Network;
  readonly recipe: Recipe;
  readonly preprocessing: Preprocessing;
  readonly methods: MethodFacts;
  /** What decides the network besides the options. */
  readonly decisive?: unknown;
}

/** Side of the input that images are brought to at the most, when the user does not say. */
const largestInput = 128;

/** @throws MorError `usage` for sizes that the network cannot take. */
export function planNetwork(spec: TrainSpec, dataset: Dataset): Plan {
  const model = models[spec.model];
  const base = recipes[spec.recipe];
  const recipe: Recipe = {
    ...base,
    epochs: spec.epochs ?? base.epochs,
    batch: spec.batch ?? base.batch,
    learningRate: spec.learningRate ?? base.learningRate,
    select: spec.select ?? base.select,
    ...(spec.stepsPerEpoch === undefined ? {} : { stepsPerEpoch: spec.stepsPerEpoch }),
    scaling: spec.intensity === undefined ? base.scaling : scalingOf(spec.intensity, spec.percentiles),
  };
  const side = typicalSide(dataset);
  const wanted = spec.tiles ?? base.tiles;
  const tiles = wanted === "auto" ? (side >= 192 ? "quarters" : "whole") : wanted;
  const size = spec.size ?? model.size ?? inputSide(tiles === "quarters" ? side / 2 : side);
  if (model.size !== undefined && size !== model.size) {
    throw new MorError("usage", `Expected --size ${model.size} for ${spec.model}, got ${size}`, {
      hint: "Leave --size out, or choose --model resnet.",
    });
  }
  const preprocessing: Preprocessing = {
    channels: model.channels ?? (isColour(dataset) ? 3 : 1),
    height: size,
    width: size,
    tiles,
    scaling: recipe.scaling,
    page: pageChoice(spec.page),
  };
  if (spec.width !== undefined && model.width === undefined) {
    throw new MorError("usage", `Expected no --width for ${spec.model}, whose layers are fixed`, {
      hint: "Leave --width out, or choose --model resnet.",
    });
  }
  const width = spec.width ?? model.width ?? 0;
  return {
    name: spec.model,
    network: (classes) => model.network(classes, { width }),
    recipe,
    preprocessing,
    methods: describe(model, recipe, preprocessing),
  };
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
function typicalSide({ formats = [] }: Dataset): number {
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

function describe(model: ModelDefinition, recipe: Recipe, preprocessing: Preprocessing): MethodFacts {
  const { channels, height, width, tiles, scaling } = preprocessing;
  const intensities: Record<IntensityScaling["kind"], string> = {
    "full-range": "intensities were scaled from the full range of the file's type to 0..1",
    percentile:
      scaling.kind === "percentile"
        ? `intensities were scaled from the ${scaling.low} and ${scaling.high} percentiles of each image to 0..1`
        : "",
    "per-image": "intensities were scaled image by image to zero mean and unit variance",
  };
  const augmentations: Record<Recipe["augmentation"]["kind"], readonly string[]> = {
    none: [],
    symmetries: ["the 8 symmetries of the square"],
    random: [
      "rotation",
      "reflection",
      "changes of scale (12 %), position (8 %) and intensity (30 %)",
      "noise",
    ],
  };
  return {
    architecture: model.title,
    inputSize: { width, height, channels },
    intensity: intensities[scaling.kind],
    augmentation: [
      ...(tiles === "quarters" ? ["quarter tiles"] : []),
      ...augmentations[recipe.augmentation.kind],
    ],
    optimizer: recipe.words.optimizer,
    learningRate: recipe.learningRate,
    schedule: recipe.words.schedule,
    batchSize: recipe.batch,
    epochs: recipe.epochs,
    labelSmoothing: recipe.labelSmoothing,
    balancedSampling: recipe.classBalance > 0,
    ...(recipe.select === "best" ? { selection: "validation accuracy" } : {}),
    ...(recipe.symmetries ? { inference: "averaging over the 8 symmetries of the square" } : {}),
  };
}
