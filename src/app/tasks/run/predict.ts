import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { z } from "zod";
import { byCodePoint } from "../../../data/dataset/code-point-order.ts";
import type { BrokenImage } from "../../../data/dataset/dataset.ts";
import { isImageFile } from "../../../data/images/image-file.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { averageTiles } from "../../../learning/evaluation/average-predictions.ts";
import { writePredictions } from "../../../learning/evaluation/write-predictions.ts";
import { predictedClasses } from "../../../learning/metrics/confusion-matrix.ts";
import { openTrainedModel } from "../../../learning/models/open-trained-model.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import { type Effects, startStage } from "../effects.ts";
import { prepareOutputFile } from "../output.ts";
import type { SpecSchema } from "../spec.ts";
import { runFiles } from "./folder/run-record.ts";

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
  readonly images: readonly {
    readonly path: string;
    /** `null`: none of these. */
    readonly predicted: string | null;
    /** The most probable class, whatever the threshold. */
    readonly mostProbable: string;
    readonly confidence: number;
  }[];
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
  const images = await findImages(spec.images);
  const model = await openTrainedModel(await modelFile(spec), {
    device: spec.device,
    threads: spec.threads,
  });
  try {
    const broken: BrokenImage[] = [];
    const stage = startStage(effects, "Classifying", images.length, "images");
    const tiles = await model.classify(images, {
      signal: effects.signal,
      onImage: (done) => stage.advance(done),
      onBroken: (image, error) => broken.push({ path: image.path, reason: error.message }),
    });
    stage.end();
    checkBroken(broken, images.length, spec.maxBroken, effects);
    const table = averageTiles({ classes: model.metadata.classes, predictions: tiles });
    const threshold = spec.threshold ?? model.metadata.threshold;
    throwIfCancelled(effects.signal);
    if (spec.out !== undefined) await writePredictions(spec.out, table, threshold);
    return {
      out: spec.out,
      classes: table.classes,
      threshold,
      images: table.predictions.map(({ path, probability }) => {
        const best = predictedClasses(probability, table.classes.length)[0] ?? 0;
        const [mostProbable, confidence] = [table.classes[best] ?? "", probability[best] ?? 0];
        const sure = threshold === undefined || confidence >= threshold;
        return { path, predicted: sure ? mostProbable : null, mostProbable, confidence };
      }),
      broken,
    };
  } finally {
    await model.close();
  }
}

async function modelFile({ run, precision }: Pick<PredictSpec, "run" | "precision">): Promise<string> {
  const kind = await kindOf(run);
  if (kind === "file" && precision === "float32") return run;
  if (kind === "file") {
    throw new MorError("usage", `Expected a run folder with --precision int8, got a file (${run})`, {
      hint: `A file is used as it is: leave out --precision, or give the folder that holds ${runFiles.int8Model}.`,
      path: run,
    });
  }
  if (kind === "missing") throw missing(run, "a run folder or a model file");
  const classical = join(run, runFiles.classicalModel);
  const isClassical = (await kindOf(classical)) === "file";
  if (precision === "float32") return isClassical ? classical : join(run, runFiles.model);
  const narrow = join(run, runFiles.int8Model);
  if ((await kindOf(narrow)) === "file") return narrow;
  throw new MorError("input-missing", `Expected ${runFiles.int8Model} in the run, got none (${run})`, {
    hint: isClassical
      ? "Classical models are not computed in 8 bits: leave out --precision."
      : `Write it first: mor quantize ${run}`,
    path: run,
  });
}

/** Given files as they are, folders searched through; sorted, each once. */
async function findImages(inputs: readonly string[]): Promise<{ file: string; path: string }[]> {
  const found = new Map<string, string>();
  for (const input of inputs) {
    const kind = await kindOf(input);
    if (kind === "missing") throw missing(input, "an image or a folder");
    const files = kind === "file" ? [input] : await listImages(input);
    for (const file of files.sort(byCodePoint))
      found.set(resolve(file), relative(".", file).split(sep).join("/"));
  }
  if (found.size === 0) {
    throw new MorError("input-missing", `Expected images, got none (${inputs.join(", ")})`, {
      hint: "Images are files ending in .png, .jpg, .jpeg, .tif or .tiff.",
    });
  }
  return [...found].map(([file, path]) => ({ file, path }));
}

async function listImages(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : await listImages(path);
      if (!isImageFile(entry.name)) return [];
      // A link to an image counts as one; links to folders are not followed, for they may go round in circles.
      return entry.isFile() || (await kindOf(path)) === "file" ? [path] : [];
    }),
  );
  return nested.flat();
}

async function kindOf(path: string): Promise<"file" | "folder" | "missing"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return "missing";
  }
}

function missing(path: string, expected: string): MorError {
  return new MorError("input-missing", `Expected ${expected}, got nothing of that name (${path})`, {
    hint: "Check the name.",
    path,
  });
}

function checkBroken(
  broken: readonly BrokenImage[],
  total: number,
  maxBroken: number,
  effects: Effects,
): void {
  if (broken.length === 0) return;
  const list = broken.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
  if (broken.length > maxBroken * total) {
    throw new MorError(
      "dataset-invalid",
      `${broken.length} of ${total} images cannot be read: ${list.join("; ")}`,
      {
        hint: "Mend or remove them, or accept more with --max-broken.",
      },
    );
  }
  for (const line of list) effects.warn(`Left out: ${line}`);
}
