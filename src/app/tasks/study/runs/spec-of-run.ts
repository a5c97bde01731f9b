import { organelle } from "../../../../learning/backbones/organelle-backbone.ts";
import { type TrainSpec, trainSpec } from "../../run/train-spec.ts";
import { parseSpec } from "../../spec.ts";
import type { ChosenModel } from "../models/choose-models.ts";
import type { StudySpec } from "../study-spec.ts";

export interface RunPlace {
  /** Run folder. */
  readonly out: string;
  readonly manifest: string;
  /** Folder that the paths of the manifest are relative to. */
  readonly root: string;
  readonly resume: boolean;
}

/** What `mor train` is asked for to train a model of a study on one of its manifests. */
export function specOfRun({ training }: ChosenModel, spec: StudySpec, place: RunPlace): TrainSpec {
  const { page, maxBroken, allowOutside, by, byPattern, seed, allowLeak } = spec;
  const { device, threads, recipe, tiles, epochs, stepsPerEpoch, width, weights, inputScaling } = spec;
  const isTrainedWhole = training.fineTune !== undefined || isNetwork(training.model);
  const isFrozen = training.backbone !== undefined && training.fineTune === undefined;
  return parseSpec(trainSpec, {
    ...{ page, maxBroken, allowOutside, by, byPattern, seed, allowLeak },
    ...{ device, threads, recipe, tiles },
    ...(training.backbone === undefined ? {} : { weights }),
    ...(isTrainedWhole ? { epochs, stepsPerEpoch } : {}),
    ...(training.model === "resnet" ? { width } : {}),
    // That of the package has its own.
    ...(training.backbone === undefined || training.backbone === organelle.name ? {} : { inputScaling }),
    // One view by default: a study wants all models to be compared today.
    ...(isFrozen ? { views: spec.views ?? (recipe === "paper" ? 8 : 1) } : {}),
    ...training,
    data: place.manifest,
    root: place.root,
    out: place.out,
    resume: place.resume,
    skipDuplicates: true,
  });
}

function isNetwork(model: TrainSpec["model"]): boolean {
  return model === "resnet" || model === "paper-cnn";
}
