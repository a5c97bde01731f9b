import type { Estimate, MetricSet } from "../../metrics/metric-set.ts";
import { formatDecimal, formatInterval } from "../number-text.ts";
import { type Html, type HtmlValue, html } from "../page/html.ts";
import { renderTable, type Section } from "../page/page.ts";
import type { Level, ReportInput } from "../report-input.ts";
import { capitalize, clusterNoun, countOf, levelNoun, listOf, partName } from "../wording.ts";

type Measure = Exclude<keyof MetricSet, "count" | "clusters" | "perClass" | "confusion" | "warnings">;

const measures: readonly (readonly [Measure, name: string, remark: string])[] = [
  ["accuracy", "Accuracy", "share right"],
  ["balancedAccuracy", "Balanced accuracy", "mean recall of the classes"],
  ["macroF1", "Macro F1", "mean F1 of the classes"],
  ["macroAuc", "Macro AUC", "one against the rest"],
  ["cohenKappa", "Cohen’s kappa", "agreement beyond chance"],
  ["matthewsCorrelation", "Matthews correlation", "−1 to 1"],
  ["logLoss", "Log loss", "lower is better"],
  ["brierScore", "Brier score", "lower is better"],
  ["expectedCalibrationError", "Expected calibration error", "lower is better"],
];

/** Every metric at every level with its interval, or a note why there is none; `undefined` when nothing was scored. */
export function metricsSection(input: ReportInput): Section | undefined {
  const order: readonly Level[] = ["tile", "image", "group"];
  const levels = order.flatMap((level) => {
    const set = input.metrics.levels[level];
    return set ? [{ level, set }] : [];
  });
  if (levels.length === 0) return;
  const notes = [
    ...new Set(measures.flatMap(([measure]) => levels.flatMap(({ set }) => set[measure].note ?? []))),
  ];
  const columns = levels.map(
    ({ level, set }) =>
      html`${capitalize(levelNoun(level, input.data))} level<br><span class="muted">n = ${set.count.toLocaleString("en-US")}</span>`,
  );
  const rows = measures.map(([measure, name, remark]): HtmlValue[] => [
    html`${name} <span class="muted">${remark}</span>`,
    ...levels.map(({ set }) => renderEstimate(set[measure], notes)),
  ]);
  const caption = `Value and 95 % interval on the ${partName(input.metrics.part)}. ${describeMethods(input, levels)}`;
  return {
    id: "metrics",
    title: "All metrics",
    body: html`${renderTable("Metrics", caption, ["Metric", ...columns], rows)}${renderNotes(notes)}`,
  };
}

/** A value over its interval, with the letters of its note. */
export function renderEstimate(estimate: Estimate, notes: readonly string[] = []): Html {
  const interval = formatInterval(estimate);
  const letter = estimate.note === undefined ? -1 : notes.indexOf(estimate.note);
  return html`<span class="value">${formatDecimal(estimate.value)}</span>${letter >= 0 && html`<sup>${noteLetter(letter)}</sup>`}${
    interval && html` <span class="interval">${interval}</span>`
  }`;
}

export function renderNotes(notes: readonly string[]): Html | false {
  const items = notes.map((note, index) => html`<li><sup>${noteLetter(index)}</sup> ${note}</li>`);
  return notes.length > 0 && html`<ul class="notes">${items}</ul>`;
}

function noteLetter(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : `${noteLetter(Math.floor(index / 26) - 1)}${letter}`;
}

/** How the intervals were made, as full sentences. */
function describeMethods(input: ReportInput, levels: readonly { level: Level; set: MetricSet }[]): string {
  const sets = levels.map(({ set }) => measures.map(([measure]) => set[measure].method));
  const drawn = levels.filter((_, index) => sets[index]?.includes("bootstrap"));
  const counts = drawn.map(({ level, set }) => countOf(set.clusters, clusterNoun(input.data, level)));
  const bootstrap =
    drawn.length > 0 ? `Bootstrap intervals draw whole clusters (${listOf([...new Set(counts)])}). ` : "";
  const wilson = sets.flat().includes("wilson")
    ? "Shares of independent rows, and shares of none or all, have Wilson score intervals."
    : "";
  return `${bootstrap}${wilson}`;
}
