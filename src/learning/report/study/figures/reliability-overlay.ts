import * as Plot from "@observablehq/plot";
import { axisStyle, drawPlot, fontSize } from "../../figures/draw.ts";
import { filledBins } from "../../figures/reliability-diagram.ts";
import { formatDecimal, formatPercent } from "../../number-text.ts";
import type { Html } from "../../page/html.ts";
import { color } from "../../page/palette.ts";
import { bestOnTop, type RankedModel } from "../ranked-models.ts";

/** Bins of fewer images than this are left out: their shares jump about. */
export const fewestInBin = 5;

/** Share right against mean confidence, one line for each model; the best three with dots. */
export function drawReliabilityOverlay(models: readonly RankedModel[]): Html {
  const lines = bestOnTop(models).map((model) => ({
    ...model,
    bins: filledBins(model.curves.reliability).filter(({ count }) => count >= fewestInBin),
  }));
  const spoken = models.map(
    ({ title, image }) => `${title} ${formatDecimal(image.expectedCalibrationError.value)}`,
  );
  return drawPlot(`Reliability of all models; expected calibration errors: ${spoken.join("; ")}.`, {
    width: 380,
    height: 372,
    marginTop: 12,
    marginRight: 12,
    marginBottom: 38,
    marginLeft: 50,
    x: { domain: [0, 1], type: "linear" },
    y: { domain: [0, 1], type: "linear" },
    r: { type: "sqrt", range: [1.5, 6] },
    marks: [
      Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], {
        ...axisStyle,
        label: "Mean confidence",
        labelAnchor: "center",
        tickFormat: String,
      }),
      Plot.axisY([0, 0.25, 0.5, 0.75, 1], {
        ...axisStyle,
        label: "Share right",
        labelAnchor: "center",
        tickFormat: String,
      }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: color("reference"), strokeDasharray: "2 2", strokeWidth: 1 },
      ),
      ...lines.map(({ bins, color: hue, rank }) =>
        Plot.line(bins, {
          x: "meanConfidence",
          y: "accuracy",
          stroke: color(hue),
          strokeWidth: rank < 3 ? 1.75 : 1,
          strokeOpacity: rank < 3 ? 1 : 0.75,
        }),
      ),
      ...lines
        .filter(({ rank }) => rank < 3)
        .map(({ bins, color: hue, title }) =>
          Plot.dot(bins, {
            x: "meanConfidence",
            y: "accuracy",
            r: "count",
            fill: color(hue),
            stroke: color("paper"),
            strokeWidth: 1,
            title: ({ meanConfidence, accuracy, count }) =>
              `${title}: confidence ${formatPercent(meanConfidence)}, right ${formatPercent(accuracy)}, n = ${count}`,
          }),
        ),
      sideNote("too modest", "top-left", 8),
      sideNote("too sure", "bottom-right", -8),
    ],
  });
}

function sideNote(text: string, frameAnchor: "top-left" | "bottom-right", shift: number): Plot.Markish {
  return Plot.text([text], {
    text: (d: string) => d,
    frameAnchor,
    dx: shift,
    dy: shift,
    fontSize: fontSize.tick,
    fill: color("muted"),
  });
}
