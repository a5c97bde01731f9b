import { drawPrecisionRecallCurves } from "../figures/precision-recall-curves.ts";
import { drawRocCurves } from "../figures/roc-curves.ts";
import { type Html, html } from "../page/html.ts";
import { renderFigure, type Section } from "../page/page.ts";
import type { ReportInput } from "../report-input.ts";
import { levelNoun } from "../wording.ts";

/** ROC and precision-recall curves; `undefined` without curves or scores of their level. */
export function curvesSection(input: ReportInput): Section | undefined {
  const { classes, level } = input.curves;
  const set = input.metrics.levels[level];
  if (set === undefined || classes.length === 0) return;
  const where = `at the level of the ${levelNoun(level, input.data)}`;
  const body = html`${renderFigure(
    "Receiver operating characteristic",
    `True against false positive rate as the threshold falls, ${where}. Large: the mean over the classes (thick) and each class (thin); small: each class against the rest, with its AUC and 95 % interval. Dashed: guessing.`,
    multiples(drawRocCurves(classes, set)),
  )}${renderFigure(
    "Precision and recall",
    `Precision against recall as the threshold falls, ${where}. Large: the mean over the classes (thick) and each class (thin); small: each class, with its average precision (AP). Dashed: guessing, the share of the class.`,
    multiples(drawPrecisionRecallCurves(classes, set)),
  )}`;
  return { id: "curves", title: "ROC and precision–recall", body };
}

function multiples([macro, ...panels]: readonly Html[]): Html {
  return html`<div class="multiples"><div class="large">${macro}</div>${panels}</div>`;
}
