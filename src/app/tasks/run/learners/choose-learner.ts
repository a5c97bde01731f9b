import type { Dataset } from "../../../../data/dataset/dataset.ts";
import { organelle } from "../../../../learning/backbones/organelle-backbone.ts";
import { openBackbone } from "../../backbone/resolve-backbone.ts";
import type { Effects } from "../../effects.ts";
import type { TrainSpec } from "../train-spec.ts";
import { classicalLearner } from "./classical-learner.ts";
import { planFineTuning } from "./fine-tuning-plan.ts";
import { frozenLearner } from "./frozen-learner.ts";
import type { Learner } from "./learner.ts";
import { networkLearner } from "./network-learner.ts";
import { planNetwork } from "./network-plan.ts";
import { buildsOnBackbone, refuseContradictions } from "./refuse-contradictions.ts";

/** What a spec means for one data set. @throws MorError `usage` for options that do not go together. */
export async function chooseLearner(spec: TrainSpec, dataset: Dataset, effects: Effects): Promise<Learner> {
  refuseContradictions(spec);
  const { model } = spec;
  if (!buildsOnBackbone(spec)) {
    if (model === "svm" || model === "forest" || model === "logistic")
      return classicalLearner(model, spec, dataset);
    return networkLearner(planNetwork(model ?? "resnet", spec, dataset), spec);
  }
  const opened = await openBackbone(spec.backbone ?? organelle.name, spec, effects);
  return spec.fineTune === undefined
    ? frozenLearner(opened, spec, dataset)
    : networkLearner(planFineTuning(opened, spec, dataset), spec);
}
