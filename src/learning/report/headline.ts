import type { MetricSet } from "../metrics/metric-set.ts";
import { formatInterval, formatPercent, formatPercentNumber } from "./number-text.ts";
import type { Level, ReportInput } from "./report-input.ts";
import { clusterNoun, countOf, levelNoun, partName, pluralOf } from "./wording.ts";

/** The one result that a reader should take away. */
export interface Headline {
  readonly level: Level;
  readonly set: MetricSet;
  readonly right: number;
  /** "172 of 180 images right: 95.6 % (91.5–97.7)". */
  readonly result: string;
  /** On what, and how the interval was made. */
  readonly basis: string;
  /** What it means for new images. */
  readonly meaning: string;
  /** Share of rows right if the commonest class were always named; NaN when there are no rows. */
  readonly chance: number;
}

/**
 * Sums up the image level; groups if there are no images, tiles (which are not independent) last.
 * `undefined` when nothing was scored.
 */
export function summarizeHeadline(input: ReportInput): Headline | undefined {
  const level = headlineLevel(input);
  const set = level && input.metrics.levels[level];
  if (level === undefined || set === undefined) return;
  const { counts } = set.confusion;
  const right = counts.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const chance = Math.max(...counts.map((row) => row.reduce((sum, n) => sum + n, 0))) / set.count;
  const noun = levelNoun(level, input.data);
  const interval = formatInterval(set.accuracy, formatPercentNumber);
  const percent = formatPercent(set.accuracy.value);
  return {
    level,
    set,
    right,
    chance,
    result: `${right.toLocaleString("en-US")} of ${countOf(set.count, noun)} right: ${percent}${interval ? ` (${interval})` : ""}`,
    basis: basisOf(input, level, set),
    meaning: meaningOf(set, noun, interval, chance),
  };
}

export function headlineLevel(input: ReportInput): Level | undefined {
  const order: readonly Level[] = ["image", "group", "tile"];
  return order.find((level) => (input.metrics.levels[level]?.count ?? 0) > 0);
}

/**
 * How the interval of the accuracy was made, in words; empty where there is none. A Wilson interval over rows that share
 * clusters is one of as many trials as there are clusters: no two rows of one were judged differently.
 */
export function intervalName({ accuracy, clusters, count }: MetricSet, noun: string): string {
  const over = ` over ${countOf(clusters, noun)}`;
  if (accuracy.method === "bootstrap") return `bootstrap interval${over}`;
  if (accuracy.method === "none") return "";
  return `Wilson score interval${clusters < count ? `${over}, each counted once` : ""}`;
}

function basisOf(input: ReportInput, level: Level, set: MetricSet): string {
  const { data, metrics } = input;
  const groups = data.counts.find(({ part }) => part === metrics.part)?.groups ?? null;
  const from =
    groups !== null && level !== "group" ? `, from ${countOf(groups, data.groupName ?? "group")}` : "";
  const unseen =
    metrics.part === "test" && groups !== null && data.partition?.grouped
      ? `; no ${data.groupName ?? "group"} of it was used for training`
      : "";
  const name = intervalName(set, clusterNoun(data, level));
  const interval = name === "" ? "No 95\u00a0% interval can be given" : `95\u00a0% ${name}`;
  return `Scored on the ${partName(metrics.part)}${from}${unseen}. ${interval}.`;
}

function meaningOf(set: MetricSet, noun: string, interval: string | undefined, chance: number): string {
  const guess = `always naming the commonest class would be right for ${formatPercent(chance)}`;
  if (interval === undefined) return `For comparison, ${guess}.`;
  const fresh = `On new ${pluralOf(noun)} of the same kind, made in the same way`;
  return `${fresh}, expect between ${formatPercentNumber(set.accuracy.low)} and ${formatPercent(set.accuracy.high)} right; ${guess}.`;
}
