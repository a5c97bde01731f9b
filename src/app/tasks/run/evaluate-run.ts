import { join } from "node:path";
import { z } from "zod";
import type { Dataset } from "../../../data/dataset/dataset.ts";
import { MorError } from "../../../errors.ts";
import { metricsAtLevels } from "../../../learning/evaluation/metrics-at-levels.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { dataFields, openData } from "../data-spec.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { Effects } from "../effects.ts";
import { openRunData } from "./folder/run-data.ts";
import { modelFileOf, type RunRecord, readRunRecord, requireFinished } from "./folder/run-record.ts";
import { keepLargeEnough } from "./keep-large-enough.ts";
import { classifySamples } from "./score-run.ts";

export interface EvaluateRunSpec extends DeviceSpec {
  readonly run: string;
  readonly data?: string | undefined;
  readonly part?: "train" | "val" | "test" | "all" | undefined;
  readonly by?: string | undefined;
  readonly byPattern?: string | undefined;
  readonly maxBroken: number;
  readonly root?: string | undefined;
  readonly allowOutside: boolean;
  readonly bootstrap: number;
  readonly seed?: number | undefined;
}

const { data, by, byPattern, maxBroken, root, allowOutside } = dataFields;

export const evaluateRunFields: {
  readonly [Key in keyof EvaluateRunSpec]-?: z.ZodType<EvaluateRunSpec[Key]>;
} = {
  run: z.string().min(1).describe("Run folder that mor train has written").meta({ metavar: "RUN" }),
  data: z
    .optional(data)
    .describe("Other labelled images to score (default: those of the run)")
    .meta({ metavar: "DATA" }),
  part: z
    .enum(["train", "val", "test", "all"])
    .optional()
    .describe("Part to score (default: test, or val without one; all for other DATA)"),
  by,
  byPattern,
  maxBroken,
  root,
  allowOutside,
  bootstrap: z.int().min(1).max(100_000).default(1000).describe("Resamples for the intervals"),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .describe("Seed of the resampling (default: that of the run; 0 for predictions)"),
  ...deviceFields,
};

/** Scores a run's model anew, on a part of its own data or on other data. Nothing is written. */
export async function evaluateRun(spec: EvaluateRunSpec, effects: Effects): Promise<MetricsFile> {
  const record = await readRunRecord(spec.run);
  const { scoredPart } = requireFinished(record, spec.run);
  const part = spec.part ?? (spec.data === undefined ? scoredPart : "all");
  const dataset =
    spec.data === undefined
      ? await openRunData(spec.run, record, effects)
      : await openOtherData({ ...spec, data: spec.data }, record, effects);
  const samples = dataset.samples.filter((sample) => part === "all" || sample.part === part);
  if (samples.length === 0) {
    throw new MorError("dataset-invalid", `Expected images in the part ${part}, got none`, {
      hint: "Choose another --part, or all.",
    });
  }
  if (spec.data === undefined && part !== scoredPart) {
    effects.warn(
      part === "val"
        ? "Choices were made on these images, so the score may be too good."
        : "The model was trained on these images: the score says nothing about new ones.",
    );
  }
  const session = { device: spec.device, threads: spec.threads };
  const table = await classifySamples(join(spec.run, modelFileOf(record)), samples, session, effects);
  return metricsAtLevels(table, { part, bootstrap: spec.bootstrap, seed: spec.seed ?? record.seed });
}

/** Labelled images that the run may or may not have seen; those that it has are told. */
async function openOtherData(
  spec: EvaluateRunSpec & { readonly data: string },
  record: RunRecord,
  effects: Effects,
): Promise<Dataset> {
  const { preprocessing } = record.model;
  const page = "page" in preprocessing.page ? preprocessing.page.page : "max";
  const { classes } = record.data;
  const opened = await openData({ ...spec, page }, effects, { classes });
  const dataset = await keepLargeEnough(opened, preprocessing, spec.maxBroken);
  for (const warning of dataset.warnings) effects.warn(warning);
  const seen = await seenImages(spec.run, record, effects);
  const known = dataset.samples.filter(({ contentHash = "" }) => seen.has(contentHash)).length;
  if (known > 0) {
    effects.warn(
      `Of ${dataset.samples.length} images ${known} are among those that the model was trained on or chosen by, so the score is too good.`,
    );
  }
  return dataset;
}

/** Content hashes of the run's training and validation images; none when they are not there any more. */
async function seenImages(folder: string, record: RunRecord, effects: Effects): Promise<ReadonlySet<string>> {
  try {
    const { samples } = await openRunData(folder, record, { ...effects, warn: () => {} });
    return new Set(samples.flatMap(({ part, contentHash = "" }) => (part === "test" ? [] : [contentHash])));
  } catch (error) {
    if (!(error instanceof MorError) || error.code === "cancelled") throw error;
    effects.warn("The images of the training are gone, so nobody can tell whether these are among them.");
    return new Set();
  }
}
