import { readFile } from "node:fs/promises";
import { z } from "zod";
import { MorError } from "../../../errors.ts";
import { errnoOf } from "../../../files/output-error.ts";
import { writeWhole } from "../../../files/write-whole.ts";
import type { PredictionTable } from "../../../learning/evaluation/predictions/prediction.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { metricSetSchema } from "./metrics-schema.ts";

/** The content of a file that `mor evaluate --out` writes: a score, what it was made of, and all verdicts. */
export interface EvaluationRecord {
  readonly format: 1;
  readonly madeBy: typeof madeBy;
  /** As ISO 8601. */
  readonly created: string;
  readonly versions: Readonly<Record<string, string>>;
  /** As it was asked for. */
  readonly spec: Readonly<Record<string, unknown>>;
  /** When the training of the run began: it may have been renamed since. */
  readonly runStarted: string;
  readonly data: EvaluatedData;
  /** Told while it was made. */
  readonly warnings: readonly string[];
  readonly metrics: MetricsFile;
  readonly classes: readonly string[];
  /** One for each image, tiles averaged. */
  readonly predictions: readonly EvaluatedImage[];
}

export interface EvaluatedData {
  /** Absolute folder that the paths of the predictions are relative to. */
  readonly root: string;
  /** As in `run.json`. */
  readonly hash: string;
  /** Images that could not be read and were left out. */
  readonly broken: number;
  /** What a group is, in the singular; null where none are known. */
  readonly groupName: string | null;
  readonly seen: SeenImages | null;
}

/** How many of the scored images are, by their content, images of the run's own parts. */
export interface SeenImages {
  readonly train: number;
  readonly val: number;
  readonly test: number;
}

export interface EvaluatedImage {
  readonly path: string;
  readonly label: string;
  readonly group: string | null;
  /** One for each class, to 6 digits. */
  readonly probability: readonly number[];
}

const madeBy = "mor evaluate";

const count = z.int().min(0);

/** What is read of it again. */
const schema = z.object({
  format: z.literal(1),
  madeBy: z.literal(madeBy),
  created: z.string(),
  spec: z.record(z.string(), z.unknown()),
  runStarted: z.string(),
  data: z.object({
    root: z.string(),
    broken: count,
    groupName: z.string().nullable(),
    seen: z.object({ train: count, val: count, test: count }).nullable(),
  }),
  warnings: z.array(z.string()),
  metrics: z.object({
    part: z.string(),
    levels: z.object({
      image: metricSetSchema,
      group: metricSetSchema.optional(),
      tile: metricSetSchema.optional(),
    }),
  }),
  classes: z.array(z.string()),
  predictions: z.array(
    z.object({
      path: z.string(),
      label: z.string(),
      group: z.string().nullable(),
      probability: z.array(z.number()),
    }),
  ),
});

/** Whether the beginning of a file looks like such a record. */
export function isEvaluation(beginning: string): boolean {
  return beginning.includes(`"madeBy":"${madeBy}"`);
}

/** What a reader must know of scored images that the run has seen, as full sentences. */
export function seenWarnings(seen: SeenImages | null, scored: number): readonly string[] {
  const { train, val, test } = seen ?? { train: 0, val: 0, test: 0 };
  const learnt = `Of ${scored} images ${train + val} are among those that the model was trained on or chosen by, so the score is too good.`;
  const tested = `Of ${scored} images ${test} are test images of the run itself: they tell nothing new.`;
  return [...(train + val > 0 ? [learnt] : []), ...(test > 0 ? [tested] : [])];
}

/** @throws MorError `output-unwritable` */
export async function writeEvaluation(
  file: string,
  record: Omit<EvaluationRecord, "format" | "madeBy" | "classes" | "predictions">,
  images: PredictionTable,
): Promise<void> {
  const whole: EvaluationRecord = {
    format: 1,
    madeBy,
    ...record,
    classes: images.classes,
    predictions: images.predictions.map(({ path, label = "", group = null, probability }) => ({
      path,
      label,
      group,
      probability: Array.from(probability, (value) => Math.round(value * 1e6) / 1e6),
    })),
  };
  await writeWhole(file, `${JSON.stringify(whole)}\n`);
}

/** @throws MorError `input-missing`; `predictions-invalid` for what is no such record. */
export async function readEvaluation(file: string): Promise<EvaluationRecord> {
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    schema.parse(content);
    return content as EvaluationRecord; // written by writeEvaluation: format and maker say so
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") {
      throw new MorError("input-missing", `Expected a test of a run, got no such file (${file})`, {
        hint: "It may have been deleted; test the run again.",
        path: file,
        cause,
      });
    }
    throw new MorError("predictions-invalid", `Expected a test of a run, got something else (${file})`, {
      hint: "The file may be damaged or of another version; test the run again.",
      path: file,
      cause,
    });
  }
}
