import { MorError } from "../../../../errors.ts";
import { type TrainSpec, trainSpec } from "../train-spec.ts";

/** An option that would be silently without effect is refused. @throws MorError `usage` that names it. */
export function refuseContradictions(spec: TrainSpec): void {
  if (!buildsOnBackbone(spec)) {
    refuse(spec, ["head", "views", "fineTune"], "with --model");
    if (spec.freeze) throw together("--freeze", "with --model");
    refuse(spec, ["tap", "inputScaling"], "without --backbone");
    refuseChanged(spec, ["weights"], "without --backbone");
    refuseChanged(spec, ["earlyRate", "batchNorm"], "without --fine-tune");
    if (!isClassical(spec)) refuseChanged(spec, ["input"], "with a network");
    return;
  }
  refuseChanged(spec, ["input"], "with a network");
  if (spec.model !== undefined) throw together("--model", "with --backbone");
  if (spec.fineTune === undefined) {
    refuse(
      spec,
      ["epochs", "batch", "learningRate", "stepsPerEpoch", "width", "select"],
      "with a frozen backbone",
    );
    refuseChanged(spec, ["earlyRate", "batchNorm"], "without --fine-tune");
    return;
  }
  refuse(spec, ["head", "views", "width"], "with --fine-tune");
  if (spec.freeze) throw together("--freeze", "with --fine-tune");
}

/** Whether a pretrained network is named, or options ask for one without naming it. */
export function buildsOnBackbone({ backbone, model, freeze, head, views, fineTune }: TrainSpec): boolean {
  if (backbone !== undefined) return true;
  if (model !== undefined) return false;
  return freeze || [head, views, fineTune].some((option) => option !== undefined);
}

function refuse(spec: TrainSpec, keys: readonly (keyof TrainSpec)[], where: string): void {
  const given = keys.find((key) => spec[key] !== undefined);
  if (given !== undefined) throw together(flagOf(given), where);
}

/** As `refuse`, of options that have a default: its value is no wish. */
function refuseChanged(spec: TrainSpec, keys: readonly (keyof typeof usual)[], where: string): void {
  const given = keys.find((key) => spec[key] !== usual[key]);
  if (given !== undefined) throw together(flagOf(given), where);
}

const usual: Pick<TrainSpec, "input" | "weights" | "earlyRate" | "batchNorm"> = trainSpec.parse({
  data: "any",
  out: "any",
});

function isClassical({ model }: TrainSpec): boolean {
  return model === "logistic" || model === "svm" || model === "forest";
}

function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function together(flag: string, where: string): MorError {
  return new MorError("usage", `Expected no ${flag} ${where}`, { hint: "Leave one of the two out." });
}
