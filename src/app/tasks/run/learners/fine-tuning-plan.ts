import type { Dataset } from "../../../../data/dataset/dataset.ts";
import { zerosFill } from "../../../../engine/nn/initializers.ts";
import { dense, dropout } from "../../../../engine/nn/layers.ts";
import type { Backbone } from "../../../../learning/backbones/backbone.ts";
import { backboneNetwork, type FineTuning } from "../../../../learning/backbones/backbone-network.ts";
import { recipes } from "../../../../learning/training/recipe.ts";
import type { TrainSpec } from "../train-spec.ts";
import { planInput, tuningSize } from "./backbone-input.ts";
import { applyOptions, describeTraining, type Plan } from "./network-plan.ts";

/** A backbone whose last blocks, or all, are trained together with a new linear layer. */
export function planFineTuning(backbone: Backbone, spec: TrainSpec, dataset: Dataset): Plan {
  const preprocessing = planInput(backbone, spec, dataset, tuningSize(backbone, spec, dataset));
  const recipe = { ...applyOptions(recipes["fine-tuning"], spec), scaling: preprocessing.scaling };
  const tuning: FineTuning = {
    blocks: spec.fineTune ?? "all",
    earlyRate: spec.earlyRate,
    batchNorm: spec.batchNorm,
  };
  const features = backboneNetwork(backbone, tuning);
  const what =
    tuning.blocks === "all"
      ? "all layers"
      : tuning.blocks === 1
        ? "the last block"
        : `the last ${tuning.blocks} blocks`;
  return {
    name: backbone.name,
    network: (classes) => (scope, images) =>
      dense(scope, "classifier", dropout(scope, features(scope, images), 0.3), classes, zerosFill),
    recipe,
    preprocessing,
    methods: {
      ...describeTraining(`${backbone.title} (${what})`, recipe, preprocessing),
      training: "fine-tuned",
    },
    decisive: [backbone.hash, tuning],
    backbone: { name: backbone.name, ...backbone.origin },
  };
}
