import { MorError } from "../../../../errors.ts";
import type { TrainSpec } from "../train-spec.ts";

/** An option that would be silently without effect is refused. @throws MorError `usage` that names it. */
export function refuseContradictions(spec: TrainSpec): void {
  if (!buildsOnBackbone(spec)) {
    refuse(spec, ["head", "views", "fineTune"], "with --model");
    if (spec.freeze) throw together("--freeze", "with --model");
    refuse(spec, ["tap", "inputScaling"], "without --backbone");
    return;
  }
  if (spec.model !== undefined) throw together("--model", "with --backbone");
  if (spec.fineTune === undefined) {
    refuse(
      spec,
      ["epochs", "batch", "learningRate", "stepsPerEpoch", "width", "select"],
      "with a frozen backbone",
    );
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
  const [given] = keys.filter((key) => spec[key] !== undefined);
  if (given === undefined) return;
  throw together(`--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, where);
}

function together(flag: string, where: string): MorError {
  return new MorError("usage", `Expected no ${flag} ${where}`, { hint: "Leave one of the two out." });
}
