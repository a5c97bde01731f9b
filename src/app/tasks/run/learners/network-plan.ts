import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { Dataset } from "../../../../data/dataset/dataset.ts";
import type { Network } from "../../../../engine/nn/scope.ts";
import { MorError } from "../../../../errors.ts";
import type { BackboneFacts, MethodFacts } from "../../../../learning/report/report-input.ts";
import { type ModelName, models } from "../../../../learning/training/model-catalogue.ts";
import { type Recipe, recipes } from "../../../../learning/training/recipe.ts";
import type { TrainSpec } from "../train-spec.ts";
import { choosePreprocessing, describePreprocessing } from "./choose-preprocessing.ts";

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
  readonly backbone?: BackboneFacts;
}

/** @throws MorError `usage` for sizes that the network cannot take. */
export function planNetwork(name: ModelName, spec: TrainSpec, dataset: Dataset): Plan {
  const model = models[name];
  const recipe = applyOptions(recipes[spec.recipe], spec);
  const preprocessing = choosePreprocessing(spec, dataset, {
    tiles: recipe.tiles,
    scaling: recipe.scaling,
    channels: model.channels,
    size: model.size,
  });
  if (model.size !== undefined && preprocessing.height !== model.size) {
    throw new MorError("usage", `Expected --size ${model.size} for ${name}, got ${preprocessing.height}`, {
      hint: "Leave --size out, or choose --model resnet.",
    });
  }
  if (spec.width !== undefined && model.width === undefined) {
    throw new MorError("usage", `Expected no --width for ${name}, whose layers are fixed`, {
      hint: "Leave --width out, or choose --model resnet.",
    });
  }
  const width = spec.width ?? model.width ?? 0;
  return {
    name,
    network: (classes) => model.network(classes, { width }),
    recipe,
    preprocessing,
    methods: describeTraining(model.title, recipe, preprocessing),
  };
}

/** A recipe with the numbers that the user gave. */
export function applyOptions(base: Recipe, spec: TrainSpec): Recipe {
  return {
    ...base,
    epochs: spec.epochs ?? base.epochs,
    batch: spec.batch ?? base.batch,
    learningRate: spec.learningRate ?? base.learningRate,
    select: spec.select ?? base.select,
    ...(spec.stepsPerEpoch === undefined ? {} : { stepsPerEpoch: spec.stepsPerEpoch }),
  };
}

/** What the methods section says of training a network. */
export function describeTraining(
  architecture: string,
  recipe: Recipe,
  preprocessing: Preprocessing,
): MethodFacts {
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
    architecture,
    ...describePreprocessing(preprocessing),
    augmentation: [
      ...(preprocessing.tiles === "quarters" ? ["quarter tiles"] : []),
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
