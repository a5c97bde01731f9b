import { formatDecimal } from "../../number-text.ts";
import { html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import { drawClassRocs, drawRocOverlay } from "../figures/roc-overlay.ts";
import type { RankedModel } from "../ranked-models.ts";
import type { StudyReportInput } from "../study-input.ts";
import { renderLegend } from "./legend.ts";

/** ROC curves of all models, together and for each class; `undefined` without curves. */
export function rocSection({ data }: StudyReportInput, models: readonly RankedModel[]): Section | undefined {
  if (!models.some(({ curves }) => curves.classes.some(({ roc }) => roc))) return;
  const [whole, corner] = drawRocOverlay(models);
  const byArea = [...models].sort((a, b) => (b.image.macroAuc.value ?? 0) - (a.image.macroAuc.value ?? 0));
  const legend = renderLegend(byArea, ({ image }) => formatDecimal(image.macroAuc.value));
  const figure = renderFigure(
    "Receiver operating characteristic",
    `Images; mean over the ${data.classes.length} classes, each against the rest. In colour the three models of the highest accuracy, grey the others; at the right, macro AUC. Below: each class with all models and the range of their AUC. Dashed: guessing.`,
    html`<div class="overlay">${whole}${corner}${legend}</div><div class="class-panels">${drawClassRocs(models)}</div>`,
  );
  return { id: "roc", title: "ROC curves", body: figure };
}
