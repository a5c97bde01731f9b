import { headlineLevel } from "../headline.ts";
import { formatPercent } from "../number-text.ts";
import { type Html, html } from "../page/html.ts";
import { renderFigure, type Section } from "../page/page.ts";
import type { Mistake, ReportInput } from "../report-input.ts";
import { renderThumbnail } from "../thumbnail.ts";
import { partName } from "../wording.ts";

/** The mistakes of which the model was surest, as pictures: mislabelled images and blind spots show here first. */
export function mistakesSection(input: ReportInput): Section {
  const { mistakes } = input;
  const body =
    mistakes.length === 0
      ? html`<p>${describeNone(input)}</p>`
      : renderFigure(
          "The most confident mistakes",
          `Of the ${partName(input.metrics.part)}, the surest first: true class, predicted class and its probability. Look for wrong labels, dust, empty fields and mixed phenotypes.`,
          html`<ol class="gallery">${mistakes.map((mistake) => renderMistake(mistake, input.data.groupName ?? "group"))}</ol>`,
        );
  return { id: "mistakes", title: "Mistakes", body };
}

function renderMistake(
  { path, image, group, label, predicted, confidence }: Mistake,
  groupName: string,
): Html {
  return html`<li>${renderThumbnail(image, path)}
<p><span class="muted">true</span> <bdi>${label}</bdi></p>
<p><span class="muted">called</span> <strong><bdi>${predicted}</bdi></strong></p>
<p><span class="muted">confidence</span> <span class="value">${formatPercent(confidence, 0)}</span></p>
<p class="path"><bdi>${path}</bdi>${group !== undefined && html`, ${groupName} <bdi>${group}</bdi>`}</p></li>
`;
}

function describeNone(input: ReportInput): string {
  const level = headlineLevel(input);
  const accuracy = level && input.metrics.levels[level]?.accuracy.value;
  return accuracy === 1
    ? `No image of the ${partName(input.metrics.part)} was classified wrongly.`
    : "No mistakes were recorded.";
}
