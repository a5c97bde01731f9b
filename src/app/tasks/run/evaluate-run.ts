import { join, resolve } from "node:path";
import { z } from "zod";
import type { PartitionedDataset } from "../../../data/dataset/dataset.ts";
import { openDataset } from "../../../data/dataset/open-dataset.ts";
import { partition } from "../../../data/partition/partition.ts";
import { MorError } from "../../../errors.ts";
import { metricsAtLevels } from "../../../learning/evaluation/metrics-at-levels.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { dataFields, openData } from "../data-spec.ts";
import type { Effects } from "../effects.ts";
import { type RunRecord, readRunRecord, requireFinished, runFiles } from "./run-record.ts";
import { classifySamples } from "./score-run.ts";
import { type DeviceSpec, deviceFields } from "./train-spec.ts";

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
  readonly seed: number;
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
  seed: z.int().min(0).max(0xffffffff).default(0).describe("Seed of the resampling"),
  ...deviceFields,
};

/** Scores a run's model anew, on a part of its own data or on other data. Nothing is written. */
export async function evaluateRun(spec: EvaluateRunSpec, effects: Effects): Promise<MetricsFile> {
  const record = await readRunRecord(spec.run);
  const { scoredPart } = requireFinished(record, spec.run);
  const part = spec.part ?? (spec.data === undefined ? scoredPart : "all");
  const dataset =
    spec.data === undefined
      ? await openRunData(spec.run, record)
      : await openData({ ...spec, data: spec.data, page: pageOf(record) }, effects, {
          classes: record.data.classes,
        });
  for (const warning of spec.data === undefined ? [] : dataset.warnings) effects.warn(warning);
  const samples = dataset.samples.filter((sample) => part === "all" || sample.part === part);
  if (samples.length === 0) {
    throw new MorError("dataset-invalid", `Expected images in the part ${part}, got none`, {
      hint: "Choose another --part, or all.",
    });
  }
  if (part === "train" || (spec.data === undefined && part === "all")) {
    effects.warn("The model was trained on these images: the score says nothing about new ones.");
  }
  const session = { device: spec.device, threads: spec.threads };
  const table = await classifySamples(join(spec.run, runFiles.model), samples, session, effects);
  return metricsAtLevels(table, { part, bootstrap: spec.bootstrap, seed: spec.seed });
}

/** The images of a run with the parts that they had, from its manifest. @throws MorError when they are gone. */
export async function openRunData(folder: string, record: RunRecord): Promise<PartitionedDataset> {
  const manifest = join(folder, runFiles.manifest);
  const dataset = await openDataset(manifest, {
    root: record.data.root,
    classes: record.data.classes,
    check: "header",
    maxBroken: 1,
    allowOutside: true,
  });
  if (dataset.samples.length === 0) {
    throw new MorError("input-missing", `The run's images are not in ${resolve(record.data.root)} any more`, {
      hint: "Put them back, or give other DATA.",
      path: record.data.root,
    });
  }
  return partition(dataset, { allowLeak: true });
}

function pageOf({ model }: RunRecord): number | "max" {
  const { page } = model.preprocessing;
  return "page" in page ? page.page : "max";
}
