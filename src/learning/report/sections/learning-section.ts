import { drawAccuracyCurve, drawLearningRate, drawLossCurve } from "../figures/learning-curves.ts";
import { formatDecimal, formatDuration } from "../number-text.ts";
import { html } from "../page/html.ts";
import { renderFigure, type Section } from "../page/page.ts";
import type { ReportInput } from "../report-input.ts";
import { countOf } from "../wording.ts";

/** Learning curves; `undefined` when the model was only evaluated. */
export function learningSection({ history, bestEpoch, run }: ReportInput): Section | undefined {
  if (history.length === 0) return;
  // What is fitted at once has no curve.
  const isFitted = run.methods?.training === "head" || run.methods?.training === "classical";
  if (isFitted && history.length === 1) return;
  const best = history.find(({ epoch }) => epoch === bestEpoch);
  const seconds = history.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
  const kept = best
    ? ` The weights of epoch ${best.epoch} were kept (dashed line; ${run.methods?.selection ?? "validation accuracy"}${
        run.methods?.selection === undefined ? ` ${formatDecimal(best.valAccuracy)}` : ""
      }).`
    : "";
  const time = seconds > 0 ? ` ${countOf(history.length, "epoch")} took ${formatDuration(seconds)}.` : "";
  const caption = `Loss and accuracy of the training part (with augmentation and dropout, where used) and of the validation part (without).${kept}${time}`;
  const body = html`<div class="panels three">${drawLossCurve(history, bestEpoch)}${drawAccuracyCurve(history, bestEpoch)}${drawLearningRate(history)}</div>`;
  return { id: "learning", title: "Learning", body: renderFigure("Learning curves", caption, body) };
}
