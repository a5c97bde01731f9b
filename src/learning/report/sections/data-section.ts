import { drawCountBars } from "../figures/count-bars.ts";
import { formatCount } from "../number-text.ts";
import { type Html, type HtmlValue, html } from "../page/html.ts";
import { renderFigure, renderTable, renderWide, type Section } from "../page/page.ts";
import type { DataFacts, ReportInput } from "../report-input.ts";
import { renderThumbnail } from "../thumbnail.ts";
import { capitalize, countOf, partName, pluralOf } from "../wording.ts";

/** How many images of which class stand where, what they look like, and what was wrong with them. */
export function dataSection(input: ReportInput): Section {
  const { data } = input;
  const body = html`${renderCounts(data)}${renderExamples(input)}${renderDuplicates(data)}${renderBroken(data)}`;
  return { id: "data", title: "Data", body };
}

/** How the parts were made, as a full sentence; empty when it is not known. */
export function describePartition({ partition, groupName = "group" }: DataFacts): string {
  if (partition === undefined) return "";
  const origin =
    partition.origin === "given" ? "The parts were given with the data" : "The parts were drawn at random";
  const stratified = partition.stratified ? ", stratified by class" : "";
  const grouped = partition.grouped ? `; no ${groupName} stands in two parts` : "";
  return `${origin}${stratified}${grouped}.`;
}

function renderCounts(data: DataFacts): Html {
  if (data.counts.length === 0) return html`<p>How many images each class has is not known.</p>`;
  const figure = renderFigure(
    "Images per class and part",
    `Each panel has a scale of its own. ${describePartition(data)}`,
    renderWide("Images per class and part", drawCountBars(data)),
  );
  return html`${figure}${renderCountTable(data)}`;
}

function renderCountTable(data: DataFacts): Html {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
  const rows: HtmlValue[][] = data.classes.map((label, index) => {
    const counts = data.counts.map(({ perClass }) => perClass[index] ?? 0);
    return [html`<bdi>${label}</bdi>`, ...counts.map(formatCount), formatCount(sum(counts))];
  });
  const totals = data.counts.map(({ perClass }) => sum(perClass));
  rows.push(["All images", ...totals.map(formatCount), formatCount(sum(totals))]);
  if (data.counts.some(({ groups }) => groups !== null)) {
    const groups = data.counts.map(({ groups: count }) => (count === null ? "–" : formatCount(count)));
    const all = data.partition?.grouped
      ? formatCount(sum(data.counts.map(({ groups: count }) => count ?? 0)))
      : "–";
    rows.push([capitalize(pluralOf(data.groupName ?? "group")), ...groups, all]);
  }
  const columns = ["Class", ...data.counts.map(({ part }) => capitalize(partName(part))), "All"];
  return html`<details><summary>The counts as a table</summary>${renderTable("Images per class and part", "", columns, rows)}</details>
`;
}

function renderExamples({ examples }: ReportInput): Html | false {
  const shown = examples.filter(({ images }) => images.length > 0);
  if (shown.length === 0) return false;
  const strips = shown.map(
    ({
      label,
      images,
    }) => html`<div class="strip"><p><bdi>${label}</bdi></p><div class="pictures">${images.map(
      ({ path, image }) => renderThumbnail(image, `${label}: ${path}`),
    )}</div></div>
`,
  );
  return renderFigure(
    "Examples of each class",
    "Taken from the data set as they come; the path of each is its title.",
    html`<div class="strips">${strips}</div>`,
  );
}

function renderDuplicates({ duplicates }: DataFacts): Html | false {
  if (duplicates.length === 0) return false;
  const across = duplicates.filter(({ acrossParts }) => acrossParts).length;
  const rows = [...duplicates]
    .sort((a, b) => Number(b.acrossParts) - Number(a.acrossParts))
    .slice(0, longestList)
    .map(({ first, second, kind, acrossParts }) => [
      html`<bdi>${first}</bdi>`,
      html`<bdi>${second}</bdi>`,
      kind === "exact" ? "identical" : "nearly identical",
      acrossParts ? html`<strong>yes</strong>` : "no",
    ]);
  return html`<details><summary>${countOf(duplicates.length, "pair")} of duplicates, ${across} across parts</summary>
<div class="paths">${renderTable("Duplicates", truncated(duplicates.length), ["Image", "Its twin", "Kind", "Across parts"], rows)}</div></details>
`;
}

function renderBroken({ broken }: DataFacts): Html | false {
  if (broken.length === 0) return false;
  const rows = broken.slice(0, longestList).map(({ path, reason }) => [html`<bdi>${path}</bdi>`, reason]);
  return html`<details><summary>${countOf(broken.length, "broken image")}, left out</summary>
<div class="paths">${renderTable("Broken images", truncated(broken.length), ["Image", "Why"], rows)}</div></details>
`;
}

const longestList = 200;

function truncated(count: number): string {
  return count > longestList ? `The first ${longestList} of ${formatCount(count)}.` : "";
}
