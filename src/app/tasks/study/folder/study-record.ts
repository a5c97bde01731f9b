import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../../errors.ts";
import { errnoOf } from "../../../../files/output-error.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { RunRecord } from "../../run/folder/run-record.ts";

/** The content of `study.json`: what was asked for, on what, and how far it has come. */
export interface StudyRecord
  extends Pick<RunRecord, "format" | "spec" | "seed" | "fingerprint" | "versions" | "machine" | "data"> {
  readonly status: "training" | "finished";
  /** 1 without cross-validation. */
  readonly folds: number;
  /** Those of the last time first, then those that it had before. */
  readonly models: readonly RecordedModel[];
  readonly runs: readonly StudyRun[];
  readonly started: string;
  /** Spent so far, over all times that the study was taken up. */
  readonly seconds: number;
}

export interface RecordedModel {
  readonly name: string;
  readonly title: string;
  /** Below `runs` and `learning-curve`. */
  readonly folder: string;
  /** SHA-256 of the weights that it builds on, or "rule-made"; `null` for models without. */
  readonly weights: string | null;
}

/** One training: of a model on a fold, or on some of the training images for the learning curve. */
export interface StudyRun {
  /** Relative to the study, with forward slashes; names the run. */
  readonly folder: string;
  readonly model: string;
  /** From 1; absent without cross-validation. */
  readonly fold?: number | undefined;
  /** Training images; of the learning curve alone. */
  readonly images?: number | undefined;
  readonly state: "waiting" | "training" | "finished" | "failed";
  /** Why it failed. */
  readonly reason?: string | undefined;
  /** Of all that was done for it, opening and scoring included. */
  readonly seconds?: number | undefined;
  /** Of the scored images; `null` where it cannot be computed. */
  readonly accuracy?: number | null | undefined;
}

/** Names of files and folders in a study. */
export const studyFiles = {
  record: "study.json",
  partition: "partition.csv",
  folds: "folds",
  runs: "runs",
  curve: "learning-curve",
  subsets: "subsets",
  comparison: "comparison.csv",
  doubtfulLabels: "doubtful-labels.csv",
  learningCurve: "learning-curve.csv",
  results: "results.json",
  report: "report.html",
} as const;

const recordSchema = z.object({
  format: z.literal(1),
  status: z.enum(["training", "finished"]),
  fingerprint: z.string(),
  spec: z.record(z.string(), z.unknown()),
  folds: z.int(),
  versions: z.record(z.string(), z.string()),
  data: z.object({ root: z.string(), hash: z.string(), classes: z.array(z.string()) }),
  models: z.array(z.object({ name: z.string(), folder: z.string(), weights: z.string().nullable() })),
  runs: z.array(
    z.object({
      folder: z.string(),
      model: z.string(),
      fold: z.int().optional(),
      images: z.int().optional(),
      state: z.enum(["waiting", "training", "finished", "failed"]),
      reason: z.string().optional(),
      seconds: z.number().optional(),
      accuracy: z.number().nullable().optional(),
    }),
  ),
  started: z.string(),
  seconds: z.number(),
});

/** @throws MorError `output-unwritable`. */
export async function writeStudyRecord(study: string, record: StudyRecord): Promise<void> {
  await writeWhole(join(study, studyFiles.record), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The record of a study, or undefined when there is none. @throws MorError `run-invalid` for a broken one. */
export async function findStudyRecord(study: string): Promise<StudyRecord | undefined> {
  const file = join(study, studyFiles.record);
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    recordSchema.parse(content);
    return content as StudyRecord; // written by writeStudyRecord: the format number says so
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT" || errnoOf(cause) === "ENOTDIR") return undefined;
    throw new MorError("run-invalid", `The study's record cannot be read (${file})`, {
      hint: "It may be damaged or of another version; begin a new study in another folder.",
      path: file,
      cause,
    });
  }
}
