import { type Headline, summarizeHeadline } from "./headline.ts";
import { formatPercent } from "./number-text.ts";
import type { ReportInput } from "./report-input.ts";
import { countOf, pluralOf } from "./wording.ts";

/** What a reader must know before believing the headline, as full sentences, the gravest first, none twice. */
export function collectWarnings(input: ReportInput): readonly string[] {
  const headline = summarizeHeadline(input);
  const own = [
    ...(headline ? partWarnings(input) : []),
    ...(input.run.methods?.backbone?.weights === "rule-made"
      ? [
          "The backbone's weights were made by a rule: its scores show that the program works, not what pretrained features are worth.",
        ]
      : []),
    ...duplicateWarnings(input),
    ...(headline ? scoreWarnings(headline) : ["Nothing was scored: there is no result to report."]),
    ...groupWarnings(input),
    ...brokenWarnings(input),
  ];
  return [...new Set([...own, ...(headline?.set.warnings ?? []), ...input.data.warnings])];
}

function partWarnings({ metrics, run }: ReportInput): string[] {
  if (metrics.part === "val") {
    const { selection, training = "scratch" } = run.methods ?? {};
    const hasEpochs = training === "scratch" || training === "fine-tuned";
    const chosen = selection !== undefined && hasEpochs ? ", on which the best epoch was chosen" : "";
    return [
      `These scores are from the validation part${chosen}: they flatter the model${chosen === "" ? " if anything was decided by them" : ""}. Score the test part once, at the end.`,
    ];
  }
  if (metrics.part === "train") {
    return ["These scores are from images that the model was trained on: they say nothing about new images."];
  }
  return [];
}

function duplicateWarnings({ data }: ReportInput): string[] {
  const across = data.duplicates.filter(({ acrossParts }) => acrossParts).length;
  if (across === 0) return [];
  const pairs =
    across === 1
      ? "1 pair of duplicate images stands"
      : `${countOf(across, "pair")} of duplicate images stand`;
  return [`${pairs} in different parts: scores may be too good.`];
}

function scoreWarnings({ level, set, chance }: Headline): string[] {
  const { low, high } = set.accuracy;
  const warnings: string[] = [];
  if (level === "tile") {
    warnings.push(
      "Only tiles were scored; tiles of one image are not independent, so the interval is too narrow.",
    );
  }
  if (low !== null && low <= chance) {
    warnings.push(
      `The interval includes ${formatPercent(chance)}, which naming the commonest class always would reach: the model has not been shown to have learnt anything.`,
    );
  }
  if (low !== null && high !== null && high - low > 0.1) {
    const points = Math.round((high - low) * 100);
    warnings.push(
      `The interval is ${points} percentage points wide: too few images were scored for a firm claim.`,
    );
  }
  return warnings;
}

function groupWarnings({ data }: ReportInput): string[] {
  if (data.counts.some(({ groups }) => groups !== null)) {
    if (data.partition && !data.partition.grouped) {
      const plural = pluralOf(data.groupName ?? "group");
      return [
        `The parts share ${plural}: images of one ${data.groupName ?? "group"} may stand on both sides.`,
      ];
    }
    return [];
  }
  return [
    "No groups (plants, leaves, sessions) are known: near-twins of one specimen may stand both in training and here, which makes scores too good.",
  ];
}

function brokenWarnings({ data }: ReportInput): string[] {
  if (data.broken.length === 0) return [];
  const were = data.broken.length === 1 ? "was" : "were";
  return [`${countOf(data.broken.length, "image")} could not be read and ${were} left out.`];
}
