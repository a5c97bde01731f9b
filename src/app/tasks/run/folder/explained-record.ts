import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "../../../../files/write-whole.ts";
import type {
  ExplanationFacts,
  FaithfulnessFacts,
  GalleryFacts,
} from "../../../../learning/report/report-input.ts";
import { readRecord } from "./read-record.ts";
import { runFiles } from "./run-record.ts";

interface RecordHead {
  readonly format: 1;
  readonly created: string;
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
}

/** The content of `explained.json`: what the report shows of the verdicts on the run's own images. */
export interface ExplainedRecord extends RecordHead, ExplanationFacts {}

/** The content of `visualized.json`: what the report shows of the network. */
export interface VisualizedRecord extends RecordHead, GalleryFacts {}

const nullable = z.number().nullable();
const estimate = z.object({ value: nullable, low: nullable, high: nullable });
const picture = { path: z.string(), image: z.string() };

/** What tests of a method found, in any record. */
export const testedSchema: z.ZodType<FaithfulnessFacts> = z.object({
  deletionAuc: estimate,
  insertionAuc: estimate,
  randomDeletionAuc: estimate,
  randomInsertionAuc: estimate,
  pointingGame: estimate.optional(),
  pointingChance: estimate.optional(),
  massAccuracy: estimate.optional(),
  massChance: estimate.optional(),
  randomisation: estimate.optional(),
  randomisationPasses: z.boolean().optional(),
  advantages: z.object({
    deletion: estimate,
    insertion: estimate,
    pointingGame: estimate.optional(),
    massAccuracy: estimate.optional(),
  }),
  objects: z
    .object({
      source: z.enum(["truth", "threshold", "both"]),
      heatShare: estimate,
      areaShare: estimate,
      larger: estimate,
      longer: estimate,
      moreElongated: estimate,
    })
    .optional(),
});

/** All that the report uses: the file may have been edited by hand. */
const explained = z.object({
  format: z.literal(1),
  images: z.number(),
  part: z.enum(["val", "test"]).optional(),
  tested: z.number(),
  layer: z.string().optional(),
  explainedClass: z.string().optional(),
  methods: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      signed: z.boolean(),
      isGrainy: z.boolean().default(false),
      source: z.string(),
      warnings: z.array(z.string()),
      faithfulness: testedSchema.optional(),
    }),
  ),
  pictures: z.array(
    z.object({
      path: z.string(),
      label: z.string().optional(),
      predicted: z.string().nullable(),
      mostProbable: z.string(),
      confidence: z.number(),
      explained: z.string(),
      panels: z.array(z.object({ title: z.string(), image: z.string() })),
    }),
  ),
  meanMaps: z
    .object({ title: z.string(), maps: z.array(z.object({ ...picture, images: z.number() })) })
    .optional(),
});

const visualized = z.object({
  format: z.literal(1),
  galleries: z.array(z.object({ title: z.string(), caption: z.string(), image: z.string() })),
});

/** @throws MorError `output-unwritable` */
export async function writeExplainedRecord(folder: string, record: ExplainedRecord): Promise<void> {
  await writeWhole(join(folder, runFiles.explained), `${JSON.stringify(record)}\n`);
}

/** The record of a run's explanations, or undefined when there is none. @throws MorError `run-invalid` for a broken one. */
export async function findExplainedRecord(folder: string): Promise<ExplainedRecord | undefined> {
  const content = await readRecord(join(folder, runFiles.explained), explained, "mor explain");
  return content as ExplainedRecord | undefined; // written by writeExplainedRecord: the format number says so
}

/** @throws MorError `output-unwritable` */
export async function writeVisualizedRecord(folder: string, record: VisualizedRecord): Promise<void> {
  await writeWhole(join(folder, runFiles.visualized), `${JSON.stringify(record)}\n`);
}

/** The record of a run's galleries, or undefined when there is none. @throws MorError `run-invalid` for a broken one. */
export async function findVisualizedRecord(folder: string): Promise<VisualizedRecord | undefined> {
  const content = await readRecord(join(folder, runFiles.visualized), visualized, "mor visualize");
  return content as VisualizedRecord | undefined; // written by writeVisualizedRecord: the format number says so
}
