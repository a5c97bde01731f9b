import { html } from "../../page/html.ts";
import { renderFigure, renderWide, type Section } from "../../page/page.ts";
import { color } from "../../page/palette.ts";
import { drawForecast, type ForecastTrace } from "../figures/forecast-plot.ts";
import type { RankedModel } from "../ranked-models.ts";
import type { StudyReportInput } from "../study-input.ts";

/** How accuracy grows with the number of images, and whether more are worth taking; `undefined` when not asked for. */
export function forecastSection(
  { learningCurves = [] }: StudyReportInput,
  models: readonly RankedModel[],
): Section | undefined {
  const traces = models.flatMap((model): Omit<ForecastTrace, "band">[] => {
    const curve = learningCurves.find(({ name }) => name === model.name)?.curve;
    return curve ? [{ title: model.title, color: model.color, textColor: model.textColor, curve }] : [];
  });
  if (traces.length === 0) return;
  const banded = traces.findIndex(({ curve }) => curve.fit !== null);
  const verdicts = traces.map(
    ({ title, curve, color: hue }) =>
      html`<li style="border-color: ${color(hue)}"><strong><bdi>${title}</bdi>.</strong> ${curve.sentence}</li>`,
  );
  const list = html`<ul class="verdicts">${verdicts}</ul>`;
  if (!traces.some(({ curve }) => curve.points.length > 0)) {
    return { id: "forecast", title: "Are more images worth taking?", body: list };
  }
  const first = traces[banded];
  const how =
    first === undefined
      ? ""
      : ` Curves: 1 − accuracy = floor + scale × images^(−rate), fitted by weighted least squares; band and whiskers of ${first.title}: 95 %, from a bootstrap over ${first.curve.resampled === "repeats" ? "repeated runs" : "the intervals of the points"}. Dashed: forecasts, which hold only for images of the same kind and if the law goes on to hold; the points share their test images, so a curve may be shifted as a whole.`;
  const figure = renderFigure(
    "Accuracy against the number of training images",
    `Dots: image accuracy after training on so many images.${how}`,
    renderWide(
      "Accuracy against the number of training images",
      drawForecast(traces.map((trace, index) => ({ ...trace, band: index === banded }))),
    ),
  );
  return { id: "forecast", title: "Are more images worth taking?", body: html`${figure}${list}` };
}
