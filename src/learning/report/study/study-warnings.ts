import { countOf, listOf, pluralOf } from "../wording.ts";
import type { RankedModel } from "./ranked-models.ts";
import type { StudyReportInput } from "./study-input.ts";

/** What a reader must know before believing the table, as full sentences, the gravest first, none twice. */
export function collectStudyWarnings(
  input: StudyReportInput,
  models: readonly RankedModel[],
): readonly string[] {
  const own = [
    ...weightWarnings(models),
    ...partWarnings(models),
    ...groupWarnings(input),
    ...failureWarnings(input),
    ...brokenWarnings(input),
  ];
  const scored = models[0]?.image.warnings ?? [];
  return [
    ...new Set([...own, ...input.comparison.notes, ...scored, ...input.data.warnings, ...input.warnings]),
  ];
}

function weightWarnings(models: readonly RankedModel[]): string[] {
  const made = models.filter(({ weights }) => weights?.origin === "rule-made").map(({ title }) => title);
  if (made.length === 0) return [];
  const subject = made.length > 4 ? `${made.length} backbones (${listOf(made)})` : listOf(made);
  return [
    `${subject} ran with weights made by a rule, not those of ImageNet: their figures test the machinery and say nothing about how good these networks are.`,
  ];
}

function partWarnings(models: readonly RankedModel[]): string[] {
  const parts = new Set(models.map(({ metrics }) => metrics.part));
  if (parts.has("train"))
    return ["Scores are from images that the models were trained on: they say nothing about new images."];
  if (parts.has("val")) {
    return ["Scores are from the validation part, on which choices were made: they flatter the models."];
  }
  return [];
}

function groupWarnings({ data, comparison }: StudyReportInput): string[] {
  const group = data.groupName ?? "group";
  if (comparison.grouped && data.partition && !data.partition.grouped) {
    return [`The parts share ${pluralOf(group)}: images of one ${group} may stand on both sides.`];
  }
  return [];
}

function failureWarnings({ failures = [] }: StudyReportInput): string[] {
  return failures.map(({ name, reason }) => `${name} has no result: ${reason}`);
}

function brokenWarnings({ data }: StudyReportInput): string[] {
  const { length } = data.broken;
  if (length === 0) return [];
  return [`${countOf(length, "image")} could not be read and ${length === 1 ? "was" : "were"} left out.`];
}
