import type { DoubtfulLabel } from "../../../comparison/doubtful-labels.ts";
import { formatCount, formatInterval, formatPercent, formatPercentNumber } from "../../number-text.ts";
import { type Html, html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import { renderThumbnail } from "../../thumbnail.ts";
import { countOf } from "../../wording.ts";
import type { StudyReportInput } from "../study-input.ts";

const mostShown = 24;

/** Labels that are probably wrong, with pictures; `undefined` when they were not looked for. */
export function doubtfulLabelsSection({ doubtfulLabels, data }: StudyReportInput): Section | undefined {
  if (doubtfulLabels === undefined) return;
  const { result, thumbnails } = doubtfulLabels;
  const { noiseRate, labels, images, models, notes } = result;
  const interval = formatInterval(noiseRate, formatPercentNumber);
  const expected =
    noiseRate.value === null
      ? ""
      : `, or ${countOf(Math.round(noiseRate.value * images), "image")} of ${formatCount(images)}`;
  const lead = html`<p class="lead">About ${formatPercent(noiseRate.value)} of the labels look wrong${interval && ` (95\u00a0% interval ${interval})`}${expected}.</p>
<p>${notes.join(" ")}</p>
`;
  if (labels.length === 0) {
    return { id: "labels", title: "Doubtful labels", body: html`${lead}<p>No single image stands out.</p>` };
  }
  const pictures = new Map(thumbnails.map(({ path, image }) => [path, image]));
  const shown = labels.slice(0, mostShown);
  const rest = labels.length - shown.length;
  const items = shown.map((row) =>
    renderDoubtful(row, pictures.get(row.path) ?? "", models.length, data.groupName ?? "group"),
  );
  const figure = renderFigure(
    "The most doubtful labels",
    `${rest > 0 ? `The first ${shown.length} of ${formatCount(labels.length)}` : countOf(labels.length, "image")}, the gravest first: label, suggested class, and the mean probabilities of both from ${countOf(models.length, "model")} that had not seen the image (confident learning, Northcutt et al. 2021).${rest > 0 ? " The others are in doubtful-labels.csv." : ""}`,
    html`<ol class="gallery">${items}</ol>`,
  );
  return { id: "labels", title: "Doubtful labels", body: html`${lead}${figure}` };
}

function renderDoubtful(row: DoubtfulLabel, image: string, models: number, groupName: string): Html {
  const { path, group, label, suggested, probabilityOfLabel, probabilityOfSuggested, agreeing } = row;
  return html`<li>${renderThumbnail(image, path)}
<p><span class="muted">label</span> <bdi>${label}</bdi> <span class="value muted">${formatPercent(probabilityOfLabel, 0)}</span></p>
<p><span class="muted">looks like</span> <bdi class="suggested">${suggested}</bdi> <span class="value muted">${formatPercent(probabilityOfSuggested, 0)}</span></p>
<p class="muted">${agreeing} of ${countOf(models, "model")} agree</p>
<p class="path"><bdi>${path}</bdi>${group !== undefined && html`, ${groupName} <bdi>${group}</bdi>`}</p></li>
`;
}
