import { z } from "zod";
import type { Dataset, PartitionedSample } from "../../../data/dataset/dataset.ts";
import { type PartSummary, summarizePartition } from "../../../data/partition/summarize-partition.ts";
import { type DataSpec, dataFields, openData, pageChoice } from "../data-spec.ts";
import type { Effects } from "../effects.ts";
import type { SpecSchema } from "../spec.ts";
import { reportDuplicates } from "./duplicate-report.ts";
import type { InspectResult } from "./inspect-result.ts";
import { summarizeIntensity } from "./intensity-summary.ts";
import { warnOfData } from "./warn-of-data.ts";

export interface InspectSpec extends DataSpec {
  readonly sample: number;
  readonly skipDuplicates: boolean;
}

export const inspectSpec: SpecSchema<InspectSpec> = z.strictObject({
  ...dataFields,
  // A look at the data should not end at the first thing that it finds.
  maxBroken: dataFields.maxBroken.default(1),
  sample: z
    .int()
    .min(0)
    .default(50)
    .describe("Images of each class whose intensities are read")
    .meta({ unit: "images" }),
  skipDuplicates: z.boolean().default(false).describe("Do not look for equal images"),
});

/** Says what is in a data set, and what its user should know before training on it. */
export async function inspectData(spec: InspectSpec, effects: Effects): Promise<InspectResult> {
  const dataset = await openData(spec, effects, { anyClasses: true });
  const options = { perClass: spec.sample, page: pageChoice(spec.page) };
  const intensity = await summarizeIntensity(dataset.samples, options, effects);
  const duplicates = spec.skipDuplicates ? undefined : await reportDuplicates(dataset, spec.page, effects);
  const groups = countGroups(dataset);
  const parts = countParts(dataset);
  const facts = {
    root: dataset.root,
    hash: dataset.hash,
    images: dataset.samples.length,
    classes: countClasses(dataset),
    ...(groups === undefined ? {} : { groups }),
    ...(parts === undefined ? {} : { parts }),
    formats: dataset.formats ?? [],
    intensity,
    broken: dataset.broken,
    ...(duplicates === undefined ? {} : { duplicates }),
  };
  return { ...facts, warnings: [...dataset.warnings, ...warnOfData(facts, spec.page)] };
}

function countClasses({ classes, samples }: Dataset): InspectResult["classes"] {
  return classes.map((label) => {
    const ofClass = samples.filter((sample) => sample.label === label);
    const groups = new Set(ofClass.flatMap(({ group }) => (group === undefined ? [] : [group])));
    return { label, images: ofClass.length, groups: groups.size };
  });
}

function countGroups({ samples }: Dataset): InspectResult["groups"] {
  const sizes = new Map<string, number>();
  for (const { group } of samples) {
    if (group !== undefined) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  if (sizes.size === 0) return undefined;
  const counts = [...sizes.values()].sort((a, b) => a - b);
  return { count: sizes.size, smallest: counts[0] ?? 0, largest: counts.at(-1) ?? 0 };
}

function countParts(dataset: Dataset): readonly PartSummary[] | undefined {
  const samples = dataset.samples.flatMap((sample): PartitionedSample[] =>
    sample.part === undefined ? [] : [{ ...sample, part: sample.part }],
  );
  return samples.length === 0 ? undefined : summarizePartition({ ...dataset, samples });
}
