import { z } from "zod";
import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import type { PageChoice } from "../../../data/images/image.ts";
import { throwIfCancelled } from "../../../errors.ts";
import { averageTiles } from "../../../learning/evaluation/predictions/average-predictions.ts";
import type { Prediction } from "../../../learning/evaluation/predictions/prediction.ts";
import { writePredictions } from "../../../learning/evaluation/predictions/write-predictions.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import { openTrainedModel } from "../../../learning/models/open-trained-model.ts";
import type { ClassifiedImage } from "../../protocol/progress.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import { type Effects, startStage } from "../effects.ts";
import { prepareOutputFile } from "../output.ts";
import type { SpecSchema } from "../spec.ts";
import { checkBroken } from "./inputs/check-broken.ts";
import { findFlatImages } from "./inputs/find-flat-images.ts";
import { findImages } from "./inputs/find-images.ts";
import { findModelFile } from "./inputs/find-model-file.ts";
import { leaveOutMasks, truthFolder } from "./inputs/leave-out-masks.ts";

export interface PredictSpec extends DeviceSpec {
  readonly run: string;
  readonly images: readonly string[];
  readonly out?: string | undefined;
  readonly threshold?: number | undefined;
  readonly precision: "float32" | "int8";
  readonly maxBroken: number;
  readonly force: boolean;
}

export interface PredictResult {
  readonly out?: string | undefined;
  readonly classes: readonly string[];
  /** Below this confidence the answer is "none of these"; absent when the run has none. */
  readonly threshold?: number | undefined;
  readonly images: readonly ClassifiedImage[];
  readonly broken: readonly BrokenImage[];
}

export const predictSpec: SpecSchema<PredictSpec> = z.strictObject({
  run: z.string().min(1).describe("Run folder, or its model.onnx").meta({ metavar: "RUN" }),
  images: z
    .array(z.string().min(1))
    .min(1)
    .describe("Images, or folders that are searched for them")
    .meta({ metavar: "IMAGE|DIR" }),
  out: z.string().min(1).optional().describe("Table to write, as CSV").meta({ metavar: "FILE" }),
  threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('Confidence below which the answer is "none of these" (default: that of the run)'),
  precision: z
    .enum(["float32", "int8"])
    .default("float32")
    .describe("Numbers to compute in; int8 takes the model that mor quantize has written"),
  maxBroken: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("Share of unreadable images that is left out without stopping")
    .meta({ unit: "0 to 1" }),
  ...deviceFields,
  force: z.boolean().default(false).describe("Replace a table that is there"),
});

/** Applies a run's model to images without labels. */
export async function predict(spec: PredictSpec, effects: Effects): Promise<PredictResult> {
  if (spec.out !== undefined) {
    const owns = (beginning: string) => beginning.startsWith("path,group,");
    await prepareOutputFile(spec.out, { madeBy: "predict", force: spec.force, owns });
  }
  const found = await findImages(spec.images);
  const images = leaveOutMasks(found);
  if (images.length < found.length) {
    effects.warn(
      `Left out, for they are masks of other images here (in a folder named ${truthFolder}): ${found.length - images.length} of ${found.length} files.`,
    );
  }
  const model = await openTrainedModel(await findModelFile(spec), {
    device: spec.device,
    threads: spec.threads,
  });
  try {
    const { classes } = model.metadata;
    const threshold = spec.threshold ?? model.metadata.threshold;
    const broken: BrokenImage[] = [];
    const stage = startStage(effects, "Classifying", images.length, "images", { code: "classify" });
    const tiles = await model.classify(images, {
      signal: effects.signal,
      onImage: (done) => stage.advance(done),
      onPredictions: (ready) => {
        const { predictions } = averageTiles({ classes, predictions: ready });
        const images = predictions.map((row) => verdictOn(row, classes, threshold));
        effects.progress({ kind: "classified", images });
      },
      onBroken: (image, error) => broken.push({ path: image.path, reason: error.message }),
    });
    stage.end();
    checkBroken(broken, images.length, spec.maxBroken, effects);
    const table = averageTiles({ classes, predictions: tiles });
    throwIfCancelled(effects.signal);
    if (spec.out !== undefined) await writePredictions(spec.out, table, threshold);
    // Whoever stops this has the table.
    await warnOfFlat(images, model.metadata.preprocessing.page, effects);
    return {
      out: spec.out,
      classes,
      threshold,
      images: table.predictions.map((row) => verdictOn(row, classes, threshold)),
      broken,
    };
  } finally {
    await model.close();
  }
}

async function warnOfFlat(
  images: Parameters<typeof findFlatImages>[0],
  page: PageChoice,
  effects: Effects,
): Promise<void> {
  const stage = startStage(effects, "Looking for images without contrast", images.length, "images");
  const flat = await findFlatImages(images, page, effects.signal, () => stage.advance());
  stage.end();
  if (flat.length > 0) effects.warn(flatWarning(flat));
}

const flatShown = 5;

function flatWarning(paths: readonly string[]): string {
  const more = paths.length > flatShown ? ` and ${paths.length - flatShown} more` : "";
  const names = `${paths.slice(0, flatShown).join(", ")}${more}`;
  return `Images without any contrast, to which no answer means anything: ${paths.length} (${names}).`;
}

function verdictOn(
  { path, probability }: Prediction,
  classes: readonly string[],
  threshold: number | undefined,
): ClassifiedImage {
  const best = predictedClasses(probability, classes.length)[0] ?? 0;
  const [mostProbable, confidence] = [classes[best] ?? "", probability[best] ?? 0];
  const sure = threshold === undefined || confidence >= threshold;
  return { path, predicted: sure ? mostProbable : null, mostProbable, confidence };
}
