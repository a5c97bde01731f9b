import type { ClassMetrics, MetricSet } from "../../metrics/metric-set.ts";
import { drawClassIntervals } from "../figures/class-intervals.ts";
import { drawConfusionMatrix, drawShadeKey } from "../figures/confusion-matrix.ts";
import { type Headline, summarizeHeadline } from "../headline.ts";
import { formatCount, formatPercent } from "../number-text.ts";
import { type Html, html } from "../page/html.ts";
import { renderFigure, renderTable, renderWide, type Section } from "../page/page.ts";
import type { ReportInput } from "../report-input.ts";
import { countOf, levelNoun, partName, pluralOf } from "../wording.ts";
import { renderEstimate, renderNotes } from "./metrics-section.ts";

/** Which classes are told apart, and how well each is found; `undefined` when nothing was scored. */
export function classSection(input: ReportInput): Section | undefined {
  const headline = summarizeHeadline(input);
  if (headline === undefined) return;
  const { set } = headline;
  const noun = levelNoun(headline.level, input.data);
  const where = `${countOf(set.count, noun)} of the ${partName(input.metrics.part)}`;
  const matrix = renderFigure(
    "Confusion matrix",
    `Numbers of ${pluralOf(noun)}, ${where}. Rows: true class; columns: predicted class; shade: share of the row; blank: none.`,
    html`<div class="matrix">${renderWide("Confusion matrix", drawConfusionMatrix(set.confusion))}<div class="key">${drawShadeKey()}${renderConfusions(headline)}</div></div>`,
  );
  const intervals = renderFigure(
    "Precision, recall, F1 and AUC of each class",
    `Dots: values on ${where}; whiskers: 95 % intervals; AUC: one class against the rest.`,
    renderWide("Precision, recall, F1 and AUC of each class", drawClassIntervals(set.perClass)),
  );
  const body = html`${matrix}${renderMatrixTable(set)}${intervals}${renderClassTable(set.perClass)}`;
  return { id: "classes", title: "Classes", body };
}

function renderMatrixTable({ confusion: { labels, counts } }: MetricSet): Html {
  const rows = labels.map((label, index) => [
    html`<bdi>${label}</bdi>`,
    ...(counts[index] ?? []).map(formatCount),
  ]);
  const columns = ["True class", ...labels.map((label) => html`<bdi>${label}</bdi>`)];
  return html`<details><summary>The confusion matrix as a table</summary>${renderTable("Confusion matrix", "Columns: predicted class.", columns, rows)}</details>
`;
}

function renderClassTable(perClass: readonly ClassMetrics[]): Html {
  const notes = [
    ...new Set(
      perClass.flatMap(({ precision, recall, f1, auc }) =>
        [precision, recall, f1, auc].flatMap(({ note }) => note ?? []),
      ),
    ),
  ];
  const rows = perClass.map(({ label, support, precision, recall, f1, auc }) => [
    html`<bdi>${label}</bdi>`,
    formatCount(support),
    ...[precision, recall, f1, auc].map((estimate) => renderEstimate(estimate, notes)),
  ]);
  const columns = ["Class", "Support", "Precision", "Recall", "F1", "AUC"];
  return html`${renderTable("Metrics of each class", "Value and 95 % interval; AUC of one class against the rest.", columns, rows)}${renderNotes(notes)}`;
}

/** The pairs of classes that are confused most, by share of the true class. */
function renderConfusions({ set: { confusion } }: Headline): Html {
  const { labels, counts } = confusion;
  const pairs = labels.flatMap((truth, i) => {
    const total = (counts[i] ?? []).reduce((sum, n) => sum + n, 0);
    return labels.map((predicted, j) => ({
      truth,
      predicted,
      count: i === j ? 0 : (counts[i]?.[j] ?? 0),
      total,
    }));
  });
  const worst = pairs
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count / b.total - a.count / a.total)
    .slice(0, 6);
  if (worst.length === 0) return html`<p>No class was taken for another.</p>`;
  const items = worst.map(
    ({ truth, predicted, count, total }) =>
      html`<li><bdi>${truth}</bdi> <span class="muted">taken for</span> <bdi>${predicted}</bdi><br><span class="value muted">${formatCount(count)} of ${formatCount(total)}, ${formatPercent(count / total, 0)}</span></li>`,
  );
  return html`<h3>Most often confused</h3><ol class="confusions">${items}</ol>`;
}
