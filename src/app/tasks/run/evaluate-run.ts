import { join } from "node:path";
import { z } from "zod";
import type { Dataset, Part, Sample } from "../../../data/dataset/dataset.ts";
import { MorError, throwIfCancelled } from "../../../errors.ts";
import { metricsAtLevels } from "../../../learning/evaluation/metrics-at-levels.ts";
import { averageTiles } from "../../../learning/evaluation/predictions/average-predictions.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { dataFields, openData } from "../data-spec.ts";
import { type DeviceSpec, deviceFields } from "../device-spec.ts";
import type { Effects } from "../effects.ts";
import { prepareOutputFile } from "../output.ts";
import { isEvaluation, type SeenImages, seenWarnings, writeEvaluation } from "./evaluation-record.ts";
import { openRunData } from "./folder/run-data.ts";
import { modelFileOf, type RunRecord, readRunRecord, requireFinished } from "./folder/run-record.ts";
import { versions } from "./folder/versions.ts";
import { keepLargeEnough } from "./keep-large-enough.ts";
import { classifySamples } from "./score-run.ts";
import { partsByContent, seenImages, warnOfSharedGroups } from "./seen-images.ts";

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
  readonly out?: string | undefined;
  readonly force: boolean;
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
  out: z
    .string()
    .min(1)
    .optional()
    .describe("File to keep the score in, with all verdicts and warnings, as JSON (of a run alone)")
    .meta({ metavar: "FILE" }),
  force: z.boolean().default(false).describe("Replace such a file that is there"),
  ...deviceFields,
};

/** Scores a run's model anew, on a part of its own data or on other data. Nothing is written but what `out` names. */
export async function evaluateRun(spec: EvaluateRunSpec, given: Effects): Promise<MetricsFile> {
  const warnings: string[] = [];
  const effects: Effects = {
    ...given,
    warn: (text) => {
      warnings.push(text);
      given.warn(text);
    },
  };
  const { out, force } = spec;
  if (out !== undefined) await prepareOutputFile(out, { madeBy: "evaluate", force, owns: isEvaluation });
  const record = await readRunRecord(spec.run);
  const { scoredPart } = requireFinished(record, spec.run);
  const part = spec.part ?? (spec.data === undefined ? scoredPart : "all");
  const { dataset, seenAs } =
    spec.data === undefined
      ? await openOwnData(spec.run, record, effects)
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
  const seen = seenAs && countSeen(samples, seenAs);
  if (spec.data !== undefined) {
    for (const text of seenWarnings(seen, samples.length)) effects.warn(text);
    warnOfCopies(samples, effects);
    await warnOfSharedGroups(samples, spec.run, record, effects);
  }
  const session = { device: spec.device, threads: spec.threads };
  const table = await classifySamples(join(spec.run, modelFileOf(record)), samples, session, effects);
  const metrics = metricsAtLevels(table, { part, bootstrap: spec.bootstrap, seed: spec.seed ?? record.seed });
  throwIfCancelled(effects.signal);
  if (out === undefined) return metrics;
  const { root, hash, broken } = dataset;
  const isGrouped = samples.some(({ group }) => group !== undefined);
  const groupName = spec.by ?? record.data.groupName ?? "group";
  await writeEvaluation(
    out,
    {
      created: effects.now().toISOString(),
      versions: versions(),
      spec: { ...spec },
      runStarted: record.started,
      data: { root, hash, broken: broken.length, groupName: isGrouped ? groupName : null, seen },
      warnings,
      metrics,
    },
    averageTiles(table),
  );
  return metrics;
}

interface OpenedData {
  readonly dataset: Dataset;
  /** The part of the run that has an image, by the hash of its content; null where that is not known. */
  readonly seenAs: ReadonlyMap<string, Part> | null;
}

async function openOwnData(run: string, record: RunRecord, effects: Effects): Promise<OpenedData> {
  const dataset = await openRunData(run, record, effects);
  return { dataset, seenAs: partsByContent(dataset.samples) };
}

/** Labelled images that the run may or may not have seen; those that it has are told. */
async function openOtherData(
  spec: EvaluateRunSpec & { readonly data: string },
  record: RunRecord,
  effects: Effects,
): Promise<OpenedData> {
  const { preprocessing } = record.model;
  const page = "page" in preprocessing.page ? preprocessing.page.page : "max";
  const { classes } = record.data;
  const opened = await openData({ ...spec, page }, effects, { classes });
  const dataset = await keepLargeEnough(opened, preprocessing, spec.maxBroken);
  for (const warning of dataset.warnings) effects.warn(warning);
  return { dataset, seenAs: await seenImages(spec.run, record, effects) };
}

function warnOfCopies(samples: readonly Sample[], effects: Effects): void {
  const hashes = samples.flatMap(({ contentHash }) => contentHash ?? []);
  const copies = hashes.length - new Set(hashes).size;
  if (copies === 0) return;
  effects.warn(
    `Of ${samples.length} images ${copies} are exact copies of others here: they count more than once, so the interval is too narrow.`,
  );
}

function countSeen(samples: readonly Sample[], seenAs: ReadonlyMap<string, Part>): SeenImages {
  const counts = { train: 0, val: 0, test: 0 };
  for (const { contentHash = "" } of samples) {
    const part = seenAs.get(contentHash);
    if (part !== undefined) counts[part]++;
  }
  return counts;
}
