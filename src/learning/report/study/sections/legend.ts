import { type Html, type HtmlValue, html } from "../../page/html.ts";
import { color } from "../../page/palette.ts";
import type { RankedModel } from "../ranked-models.ts";

/** The lines of an overlay with their models and one figure each; the best three are set in bold. */
export function renderLegend(
  models: readonly RankedModel[],
  figureOf: (model: RankedModel) => HtmlValue,
): Html {
  const items = models.map((model) => {
    const name =
      model.rank < 3 ? html`<strong><bdi>${model.title}</bdi></strong>` : html`<bdi>${model.title}</bdi>`;
    return html`<li><span class="line" style="border-color: ${color(model.color)}"></span>${name}<span class="value">${figureOf(model)}</span></li>`;
  });
  return html`<ul class="legend">${items}</ul>`;
}
