import { z } from "zod";
import type { Dataset, PartitionedDataset } from "../../data/dataset/dataset.ts";
import { type OpenDatasetOptions, openDataset } from "../../data/dataset/open-dataset.ts";
import type { PageChoice } from "../../data/images/image.ts";
import { partition } from "../../data/partition/partition.ts";
import { type Effects, startStage } from "./effects.ts";

/** Which images are meant; the same in every task that reads a data set. */
export interface DataSpec {
  readonly data: string;
  readonly by?: string | undefined;
  readonly byPattern?: string | undefined;
  readonly page: number | "max";
  readonly maxBroken: number;
  readonly root?: string | undefined;
  readonly allowOutside: boolean;
}

/** How a data set is cut; the same in every task that cuts one. */
export interface PartitionSpec {
  readonly ratio: string;
  readonly seed: number;
  readonly assigned: "keep" | "ignore";
  readonly allowLeak: boolean;
}

type FieldsOf<Spec> = { readonly [Key in keyof Spec]-?: z.ZodType<Spec[Key]> };

/** The fields of a `DataSpec`, to be spread into the schema of a task. */
export const dataFields: FieldsOf<DataSpec> = {
  data: z
    .string()
    .min(1)
    .describe("Folder with one subfolder per class, train/val/test of such folders, or a CSV manifest")
    .meta({ metavar: "DATA" }),
  by: z
    .string()
    .min(1)
    .optional()
    .describe("Column of the manifest that names the group: plant, leaf, movie, session (default: group)")
    .meta({ metavar: "COLUMN" }),
  byPattern: z
    .string()
    .min(1)
    .optional()
    .describe("Expression whose first match in the path names the group, as in plant-(\\d+)")
    .meta({ metavar: "REGEX" }),
  page: z
    .union([z.int().min(0), z.literal("max")])
    .default("max")
    .describe("Page of a multi-page image, counted from 0, or max for the maximum over all pages")
    .meta({ metavar: "N|max" }),
  maxBroken: z
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe("Share of unreadable images that is left out without stopping")
    .meta({ unit: "0 to 1" }),
  root: z
    .string()
    .min(1)
    .optional()
    .describe("Folder that the paths of a manifest are relative to (default: the folder of the manifest)")
    .meta({ metavar: "DIR" }),
  allowOutside: z
    .boolean()
    .default(false)
    .describe("Accept images outside of the data folder, named by a manifest or linked"),
};

/** The fields of a `PartitionSpec`, to be spread into the schema of a task. */
export const partitionFields: FieldsOf<PartitionSpec> = {
  ratio: z
    .string()
    .regex(/^\d+(\.\d+)?(:\d+(\.\d+)?){2}$/, { error: "three numbers such as 8:1:1" })
    .default("8:1:1")
    .describe("Shares of train, val and test; 8:2:0 makes no test part")
    .meta({ metavar: "A:B:C" }),
  seed: z.int().min(0).max(0xffffffff).default(0).describe("The same seed makes the same choices"),
  assigned: z
    .enum(["keep", "ignore"])
    .default("keep")
    .describe("What to do with a partition that the data come with: keep it, or ignore it and cut anew"),
  allowLeak: z
    .boolean()
    .default(false)
    .describe("Accept a given partition that has a group in several parts, with a warning"),
};

/** Opens and checks the images, as a stage of its own; the warnings of the data set are left to the caller. */
export async function openData(
  spec: DataSpec,
  effects: Effects,
  options: Pick<OpenDatasetOptions, "classes" | "check" | "anyClasses"> = {},
): Promise<Dataset> {
  const name = "Checking images";
  let isStarted = false;
  const dataset = await openDataset(spec.data, {
    ...options,
    ...(spec.by === undefined ? {} : { by: spec.by }),
    ...(spec.byPattern === undefined ? {} : { byPattern: spec.byPattern }),
    ...(spec.root === undefined ? {} : { root: spec.root }),
    page: pageChoice(spec.page),
    maxBroken: spec.maxBroken,
    allowOutside: spec.allowOutside,
    signal: effects.signal,
    onProgress: ({ done, total }) => {
      if (!isStarted) startStage(effects, name, total, "images");
      isStarted = true;
      effects.progress({ kind: "advance", stage: name, done });
    },
  });
  effects.progress({ kind: "end", stage: name });
  return dataset;
}

/** Gives every sample a part, keeping the one that the data come with unless it is to be ignored. */
export function partitionData(dataset: Dataset, spec: PartitionSpec): PartitionedDataset {
  return partition(dataset, {
    ratio: parseRatio(spec.ratio),
    seed: spec.seed,
    assigned: spec.assigned,
    allowLeak: spec.allowLeak,
  });
}

/** The page that `--page` means. */
export function pageChoice(page: number | "max"): PageChoice {
  return page === "max" ? { projection: "max" } : { page };
}

/** The schema has seen to the form of the text. */
function parseRatio(text: string): readonly [number, number, number] {
  const [train = 0, val = 0, test = 0] = text.split(":").map(Number);
  return [train, val, test];
}
