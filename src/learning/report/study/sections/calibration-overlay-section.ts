import { formatDecimal } from "../../number-text.ts";
import { html } from "../../page/html.ts";
import { renderFigure, type Section } from "../../page/page.ts";
import { drawReliabilityOverlay, fewestInBin } from "../figures/reliability-overlay.ts";
import type { RankedModel } from "../ranked-models.ts";
import { renderLegend } from "./legend.ts";

/** Whose confidences can be read as probabilities; `undefined` without reliability bins. */
export function calibrationOverlaySection(models: readonly RankedModel[]): Section | undefined {
  if (!models.some(({ curves }) => curves.reliability.some(({ count }) => count > 0))) return;
  const errorOf = ({ image }: RankedModel): number => image.expectedCalibrationError.value ?? 1;
  const byError = [...models].sort((a, b) => errorOf(a) - errorOf(b));
  const [best] = byError;
  const legend = renderLegend(byError, ({ image }) => formatDecimal(image.expectedCalibrationError.value));
  const words =
    best &&
    html`<p><bdi>${best.title}</bdi> has the confidences nearest to the truth: on average they miss the share right by ${formatDecimal(errorOf(best))}.${errorOf(best) > 0.1 && " Even these should not be read as probabilities."}</p>`;
  const figure = renderFigure(
    "Reliability of the confidences",
    `Share right against mean confidence at the level of images, in bins of equal width; bins of fewer than ${fewestInBin} images are left out. On the dashed diagonal confidences are true probabilities. In colour the three models of the highest accuracy; at the right, expected calibration error (lower is better; biased upwards for few images).`,
    html`<div class="overlay one">${drawReliabilityOverlay(models)}<div>${legend}</div></div>`,
  );
  return { id: "calibration", title: "Calibration", body: html`${figure}${words}` };
}
