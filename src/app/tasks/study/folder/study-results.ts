import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../../../errors.ts";
import { errnoOf } from "../../../../files/output-error.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { ComparisonResult } from "../../../../learning/comparison/compare-models.ts";
import type { NamedLearningCurve } from "../../../../learning/comparison/comparison-tables.ts";
import type { DoubtfulLabels } from "../../../../learning/comparison/doubtful-labels.ts";
import type { Estimate } from "../../../../learning/metrics/metric-set.ts";
import { estimateSchema } from "../../run/metrics-schema.ts";
import { studyFiles } from "./study-record.ts";

/** The content of `results.json`: what a finished study has found, all that its report shows as numbers. */
export interface StudyResults {
  readonly format: 1;
  /** Best first. */
  readonly models: readonly {
    readonly name: string;
    readonly title: string;
    /** Of images. */
    readonly accuracy: Estimate;
    readonly groupAccuracy: Estimate | null;
    readonly letters: string;
    readonly trainSeconds: number;
    readonly imagesPerSecond: number | null;
    readonly parameterCount: number;
    /** Run folders, relative to the study. */
    readonly runs: readonly string[];
  }[];
  readonly failures: readonly { readonly name: string; readonly title: string; readonly reason: string }[];
  readonly comparison: ComparisonResult;
  /** Absent where labels were not looked at. */
  readonly doubtfulLabels?: DoubtfulLabels | undefined;
  readonly learningCurves: readonly NamedLearningCurve[];
  /** What a reader must know to believe it, as full sentences. */
  readonly warnings: readonly string[];
}

const resultsSchema = z.object({
  format: z.literal(1),
  models: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      letters: z.string(),
      accuracy: estimateSchema,
      groupAccuracy: estimateSchema.nullable(),
      runs: z.array(z.string()),
    }),
  ),
  failures: z.array(z.object({ title: z.string(), reason: z.string() })),
  comparison: z.object({
    images: z.number(),
    pairs: z.array(z.object({ first: z.string(), second: z.string(), accuracy: estimateSchema })),
    notes: z.array(z.string()),
  }),
  doubtfulLabels: z
    .object({
      labels: z.array(z.object({ path: z.string() })),
      noiseRate: estimateSchema,
      models: z.array(z.string()),
    })
    .optional(),
  learningCurves: z.array(z.object({ name: z.string() })),
  warnings: z.array(z.string()),
});

/** @throws MorError `output-unwritable`. */
export async function writeStudyResults(study: string, results: StudyResults): Promise<void> {
  // Numbers without an end are none in JSON: they are read as null.
  await writeWhole(join(study, studyFiles.results), `${JSON.stringify(results)}\n`);
}

/** What a study has found, or undefined before its end. @throws MorError `run-invalid` for a broken file. */
export async function findStudyResults(study: string): Promise<StudyResults | undefined> {
  const file = join(study, studyFiles.results);
  try {
    const content: unknown = JSON.parse(await readFile(file, "utf8"));
    resultsSchema.parse(content);
    return content as StudyResults; // written by writeStudyResults: the format number says so
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT" || errnoOf(cause) === "ENOTDIR") return undefined;
    throw new MorError("run-invalid", `The study's results cannot be read (${file})`, {
      hint: "The file may be damaged; the report and the tables do not depend on it.",
      path: file,
      cause,
    });
  }
}
