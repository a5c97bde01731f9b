import type { Dataset } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
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

/** What a spec means for one data set. @throws MorError `usage` for options that do not go together. */
export async function chooseLearner(spec: TrainSpec, dataset: Dataset, effects: Effects): Promise<Learner> {
  const { model } = spec;
  const backbone =
    spec.backbone ?? (model === undefined && buildsOnBackbone(spec) ? organelle.name : undefined);
  if (backbone === undefined) {
    refuse(spec, ["head", "views", "fineTune"], "with --model");
    if (spec.freeze) throw together("--freeze", "with --model");
    refuse(spec, ["tap", "inputScaling"], "without --backbone");
    if (model === "svm" || model === "forest" || model === "logistic")
      return classicalLearner(model, spec, dataset);
    return networkLearner(planNetwork(model ?? "resnet", spec, dataset), spec);
  }
  if (model !== undefined) throw together("--model", "with --backbone");
  const opened = await openBackbone(backbone, spec, effects);
  if (spec.fineTune === undefined) {
    refuse(
      spec,
      ["epochs", "batch", "learningRate", "stepsPerEpoch", "width", "select"],
      "with a frozen backbone",
    );
    return frozenLearner(opened, spec, dataset);
  }
  refuse(spec, ["head", "views", "width"], "with --fine-tune");
  if (spec.freeze) throw together("--freeze", "with --fine-tune");
  return networkLearner(planFineTuning(opened, spec, dataset), spec);
}

/** Whether options ask for a backbone without naming one. */
function buildsOnBackbone({ freeze, head, views, fineTune }: TrainSpec): boolean {
  return freeze || [head, views, fineTune].some((option) => option !== undefined);
}

/** An option that would be silently without effect is refused. */
function refuse(spec: TrainSpec, keys: readonly (keyof TrainSpec)[], where: string): void {
  const [given] = keys.filter((key) => spec[key] !== undefined);
  if (given === undefined) return;
  throw together(`--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, where);
}

function together(flag: string, where: string): MorError {
  return new MorError("usage", `Expected no ${flag} ${where}`, { hint: "Leave one of the two out." });
}
