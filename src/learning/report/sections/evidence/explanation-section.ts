import { formatPercent } from "../../number-text.ts";
import { type Html, html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import type { ExplanationFacts, ExplanationPicture } from "../../report-input.ts";
import { renderThumbnail } from "../../thumbnail.ts";
import { countOf, partName } from "../../wording.ts";
import { faithfulnessTable, objectTable } from "./faithfulness-tables.ts";
import { describeMethod } from "./method-words.ts";

/** Pictures of what verdicts rest on, beside the tests that say whether to believe them; `undefined` when there are none. */
export function explanationSection(facts: ExplanationFacts | undefined): Section | undefined {
  if (facts === undefined) return;
  const body = html`<p>${introduction(facts)}</p>
${warningBox(facts)}${facts.tested > 0 && faithfulnessTable(facts)}<ul class="method-words">${facts.methods.map((method) => html`<li>${describeMethod(method)}</li>`)}</ul>
${pictureFigure(facts)}${objectTable(facts)}${meanMapFigure(facts)}`;
  return { id: "evidence", title: "What the verdicts rest on", body };
}

function introduction({ images, part, tested, explainedClass }: ExplanationFacts): string {
  const whose = part === undefined ? "" : ` of the ${partName(part)}`;
  const what = explainedClass === undefined ? "the class that was predicted" : `the class ${explainedClass}`;
  const test =
    tested === 0
      ? "They were not tested: without a test nobody knows whether such maps show what the model uses."
      : `Before anything is read into them: they were tested on ${countOf(tested, "image")}, for a map can look convincing and show nothing of the model.`;
  return `Maps of ${countOf(images, "image")}${whose} show which pixels speak for ${what}. ${test}`;
}

function warningBox({ methods }: ExplanationFacts): Html | undefined {
  const warnings = [...new Set(methods.flatMap((method) => method.warnings))];
  if (warnings.length === 0) return;
  return html`<div class="warnings"><h3>Before you believe these maps</h3>
<ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>
`;
}

function pictureFigure({ pictures, methods, layer }: ExplanationFacts): Html | undefined {
  const [first] = pictures;
  if (!first) return;
  const signed = methods.some((method) => method.signed)
    ? " Maps with two colours show evidence for the class in orange and against it in blue."
    : "";
  const grainy = methods.filter((method) => method.isGrainy).map(({ title }) => title);
  const smoothed =
    grainy.length > 0
      ? ` Maps of single pixels (${grainy.join(", ")}) are smoothed a little and laid over a darkened image.`
      : "";
  const taken = layer === undefined ? "" : ` Class activation maps are taken at the layer ${layer}.`;
  return renderFigure(
    "Images and their maps",
    `The image as it is, then what each method finds: the brighter the colour, the more a place speaks for the class; where there is no colour the image shows.${signed}${smoothed} Each map has a scale of its own, so compare places within a map, not maps.${taken}`,
    html`<ol class="evidence" style="--panels: ${Math.min(6, first.panels.length)}">${pictures.map(renderPicture)}</ol>`,
  );
}

function renderPicture(picture: ExplanationPicture): Html {
  const { path, label, panels, explained, mostProbable } = picture;
  const isWrong = label !== undefined && label !== picture.predicted;
  return html`<li><div class="evidence-panels">${panels.map(
    ({ title, image }) =>
      html`<div><span>${title}</span>${renderThumbnail(image, `${title}: ${path}`)}</div>`,
  )}</div>
<p><b>${verdictOf(picture)}</b>${isWrong && html` · <span class="wrong">true class ${label}</span>`}${explained !== mostProbable && html` · evidence for ${explained}`}</p><p class="path">${path}</p></li>
`;
}

function verdictOf({ predicted, mostProbable, confidence }: ExplanationPicture): string {
  return predicted === null
    ? `none of these (nearest: ${mostProbable}, ${formatPercent(confidence)})`
    : `${mostProbable}, ${formatPercent(confidence)} sure`;
}

function meanMapFigure({ meanMaps }: ExplanationFacts): Html | undefined {
  if (!meanMaps || meanMaps.maps.length === 0) return;
  return renderFigure(
    `Mean ${meanMaps.title} of each class`,
    "In the network's own view of an image. Organelles lie elsewhere in every one, so an even map is what one should see. A bright border, corner or line says that the network looks at something that all images share, a frame or a scale bar for instance.",
    html`<ol class="gallery">${meanMaps.maps.map(
      ({ path, image, images }) =>
        html`<li>${renderThumbnail(image, `mean map of ${path}`)}<p>${path} <span class="muted">${countOf(images, "image")}</span></p></li>`,
    )}</ol>`,
  );
}
