import * as Plot from "@observablehq/plot";
import { wilsonInterval } from "../../metrics/wilson-interval.ts";
import { formatCount, formatPercent } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import type { ReliabilityBin } from "../report-input.ts";
import { axisStyle, drawPlot, fontSize } from "./draw.ts";

const frame = { width: 360, marginLeft: 50, marginRight: 14 } as const;

/** Accuracy against confidence: on the diagonal, confidences can be read as probabilities. Empty bins are left out. */
export function drawReliabilityDiagram(bins: readonly ReliabilityBin[]): Html {
  const filled = filledBins(bins);
  const spoken = filled.map(
    ({ meanConfidence, accuracy, count }) =>
      `${formatPercent(meanConfidence, 0)} confident, ${formatPercent(accuracy, 0)} right (${count})`,
  );
  return drawPlot(`Reliability diagram. ${spoken.join("; ")}.`, {
    ...frame,
    height: 320,
    marginTop: 14,
    marginBottom: 10,
    x: { domain: [0, 1], type: "linear" },
    y: { domain: [0, 1], type: "linear" },
    r: { type: "sqrt", range: [2, 8] },
    marks: [
      Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], { ...axisStyle, label: null, tickFormat: () => "" }),
      Plot.axisY([0, 0.25, 0.5, 0.75, 1], {
        ...axisStyle,
        label: "Share right",
        labelAnchor: "center",
        tickFormat: (y: number) => `${y}`,
      }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: color("reference"), strokeDasharray: "2 2", strokeWidth: 1 },
      ),
      ...sideNotes(),
      Plot.ruleX(filled, {
        x: "meanConfidence",
        y1: "low",
        y2: "high",
        stroke: color("blue"),
        strokeOpacity: 0.55,
        strokeWidth: 1.25,
      }),
      Plot.dot(filled, {
        x: "meanConfidence",
        y: "accuracy",
        r: "count",
        fill: color("blue"),
        stroke: color("paper"),
        strokeWidth: 1,
        title: (d: FilledBin) =>
          `confidence ${formatPercent(d.meanConfidence)}, right ${formatPercent(d.accuracy)}, n = ${formatCount(d.count)}`,
      }),
    ],
  });
}

export interface FilledBin {
  readonly meanConfidence: number;
  readonly accuracy: number;
  readonly count: number;
  /** 95 % interval of `accuracy`. */
  readonly low: number;
  readonly high: number;
}

/** The bins that are not empty, each accuracy with its Wilson interval. */
export function filledBins(bins: readonly ReliabilityBin[]): FilledBin[] {
  return bins.flatMap(({ meanConfidence, accuracy, count }) => {
    if (count === 0 || meanConfidence === null || accuracy === null) return [];
    const { low, high } = wilsonInterval(accuracy * count, count) ?? { low: accuracy, high: accuracy };
    return [{ meanConfidence, accuracy, count, low, high }];
  });
}

/** How many answers had which confidence, under the diagram and on its scale. */
export function drawConfidenceHistogram(bins: readonly ReliabilityBin[]): Html {
  const width = 1 / Math.max(1, bins.length);
  const bars = bins.map(({ count }, index) => ({ from: index * width, to: (index + 1) * width, count }));
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  return drawPlot(`Histogram of ${total} confidences in ${bins.length} bins.`, {
    ...frame,
    height: 108,
    marginTop: 4,
    marginBottom: 36,
    x: { domain: [0, 1], type: "linear" },
    y: { domain: [0, Math.max(1, ...bars.map(({ count }) => count))], type: "linear" },
    marks: [
      Plot.rect(bars, {
        x1: "from",
        x2: "to",
        y1: () => 0,
        y2: "count",
        insetLeft: 0.5,
        insetRight: 0.5,
        fill: color("reference"),
        title: (d: { count: number }) => formatCount(d.count),
      }),
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], {
        ...axisStyle,
        label: "Confidence",
        labelAnchor: "center",
        tickFormat: (x: number) => `${x}`,
      }),
      Plot.axisY({
        ...axisStyle,
        ticks: 2,
        label: "Count",
        labelAnchor: "center",
        tickFormat: (y: number) => formatCount(y),
      }),
      Plot.frame({ anchor: "bottom", stroke: color("axis"), strokeWidth: 0.75 }),
    ],
  });
}

function sideNotes(): Plot.Markish[] {
  const note = (
    text: string,
    frameAnchor: "top-left" | "bottom-right",
    dx: number,
    dy: number,
  ): Plot.Markish =>
    Plot.text([text], {
      text: (d: string) => d,
      frameAnchor,
      dx,
      dy,
      fontSize: fontSize.tick,
      fill: color("muted"),
    });
  return [note("too modest", "top-left", 8, 8), note("too sure", "bottom-right", -8, -8)];
}
