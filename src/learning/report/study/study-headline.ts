import type { ComparisonResult, ModelPair } from "../../comparison/compare-models.ts";
import { formatInterval, formatPercent, formatPercentNumber } from "../number-text.ts";
import { countOf, listOf } from "../wording.ts";
import type { RankedModel } from "./ranked-models.ts";
import type { StudyReportInput } from "./study-input.ts";
import { equalP, formatPoints, pointsOf } from "./study-numbers.ts";

/** What a reader should take away from the study. */
export interface StudyHeadline {
  readonly best: RankedModel;
  /** "DenseNet 169 is right most often: 95.6 % of 180 images (91.5–97.7)." */
  readonly result: string;
  /** Whether the lead over the next is real. */
  readonly lead: string;
  /** Which models cannot be told from the best. */
  readonly peers: string;
}

/** `undefined` when no model was compared. */
export function summarizeStudy(
  input: StudyReportInput,
  models: readonly RankedModel[],
): StudyHeadline | undefined {
  const [best, next] = models;
  if (best === undefined) return;
  const { comparison } = input;
  const interval = formatInterval(best.image.accuracy, formatPercentNumber);
  const range = interval === undefined ? "" : ` (95\u00a0% interval ${interval})`;
  const result = `${best.title} is right most often: on ${formatPercent(best.image.accuracy.value)} of ${countOf(comparison.images, "image")}${range}.`;
  const pair = next && findPair(comparison, best.name, next.name);
  return {
    best,
    result,
    lead:
      pair && next
        ? describeLead(comparison, pair, best, next)
        : "There is no other model to compare it with.",
    peers: models.length > 2 ? describePeers(comparison, models, best) : "",
  };
}

/** The pair of two models, the better one first; `undefined` when they were not compared. */
export function findPair({ pairs }: ComparisonResult, better: string, other: string): ModelPair | undefined {
  return pairs.find(({ first, second }) => first === better && second === other);
}

/** The p value that decides whether a pair differs, corrected after Holm. */
export function decidingP({ decidedBy }: ComparisonResult, pair: ModelPair): number | null {
  return decidedBy === "bootstrap" ? pair.accuracy.corrected : pair.mcnemar.correctedExact;
}

function describeLead(
  comparison: ComparisonResult,
  pair: ModelPair,
  best: RankedModel,
  next: RankedModel,
): string {
  const { value, low, high } = pair.accuracy;
  if (value === 0) return `${next.title} is right exactly as often, so there is no single best model.`;
  const range = low === null || high === null ? "" : ` (${formatPoints(low)} to ${formatPoints(high)})`;
  const p = equalP(decidingP(comparison, pair));
  const lead = `Its lead of ${pointsOf(value ?? 0)}${range} over ${next.title}`;
  if (pair.differs === null) return `${lead} rests on too little to say whether it is real.`;
  return pair.differs
    ? `${lead} is real (${p}): on new images of the same kind ${best.title} can be expected to stay ahead.`
    : `${lead} is not shown to be real (${p}): on new images either may be ahead.`;
}

function describePeers(
  comparison: ComparisonResult,
  models: readonly RankedModel[],
  best: RankedModel,
): string {
  const others = models.slice(1);
  const peers = others.filter(({ name }) => !findPair(comparison, best.name, name)?.differs);
  if (peers.length === 0) return `It is ahead of every other model of the ${models.length} beyond chance.`;
  if (peers.length === others.length) return "None of the other models differs from it beyond chance.";
  const titles = peers.map(({ title }) => title);
  const shown = titles.length > 5 ? [...titles.slice(0, 4), `${titles.length - 4} more`] : titles;
  const verb = peers.length === 1 ? "does" : "do";
  return `Of the ${models.length} models, ${listOf(shown)} ${verb} not differ from it beyond chance; the other ${others.length - peers.length} fall behind.`;
}
