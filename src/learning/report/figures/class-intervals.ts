import * as Plot from "@observablehq/plot";
import type { ClassMetrics, Estimate } from "../../metrics/metric-set.ts";
import { formatDecimal } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import { shorten } from "../wording.ts";
import { axisStyle, drawPlot, fontSize } from "./draw.ts";

interface Whisker {
  readonly label: string;
  readonly measure: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const measures: readonly (readonly [string, (metrics: ClassMetrics) => Estimate])[] = [
  ["Precision", ({ precision }) => precision],
  ["Recall", ({ recall }) => recall],
  ["F1", ({ f1 }) => f1],
  ["AUC", ({ auc }) => auc],
];

/** Dot and whisker for each class and measure, on one scale; measures without a value are left blank. */
export function drawClassIntervals(perClass: readonly ClassMetrics[]): Html {
  const labels = perClass.map(({ label }) => label);
  const whiskers = measures.flatMap(([measure, pick]) =>
    perClass.flatMap((metrics): Whisker[] => {
      const { value, low, high } = pick(metrics);
      return value === null
        ? []
        : [{ label: metrics.label, measure, value, low: low ?? value, high: high ?? value }];
    }),
  );
  const lowest = Math.min(0.9, ...whiskers.map(({ low }) => low));
  const start = Math.max(0, Math.floor(lowest * 5) / 5);
  const marginLeft = 14 + 6.1 * Math.min(longestLabel, Math.max(4, ...labels.map((label) => label.length)));
  const names = measures.map(([measure]) => measure);
  return drawPlot(speak(perClass), {
    width: marginLeft + 12 + 185 * measures.length,
    height: 56 + (labels.length > 12 ? 17 : 22) * labels.length,
    marginTop: 24,
    marginBottom: 26,
    marginLeft,
    marginRight: 12,
    x: { domain: [start, 1], type: "linear" },
    y: { domain: labels, type: "point", padding: 0.6, axis: null },
    fx: { domain: names, type: "band", padding: 0.12, axis: null },
    marks: [
      Plot.ruleY(labels, { y: (d: string) => d, stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX({ ...axisStyle, ticks: 3, label: null, tickFormat: (x: number) => formatDecimal(x, 1) }),
      Plot.frame({ anchor: "bottom", stroke: color("axis"), strokeWidth: 0.75 }),
      Plot.ruleY(whiskers, {
        fx: "measure",
        y: "label",
        x1: "low",
        x2: "high",
        stroke: color("blue"),
        strokeWidth: 1.5,
      }),
      Plot.dot(whiskers, {
        fx: "measure",
        y: "label",
        x: "value",
        r: 3.25,
        fill: color("blue"),
        stroke: color("paper"),
        strokeWidth: 1,
        title: (d: Whisker) =>
          `${d.label}, ${d.measure}: ${formatDecimal(d.value)} (${formatDecimal(d.low)} to ${formatDecimal(d.high)})`,
      }),
      Plot.text(names, {
        fx: (d: string) => d,
        text: (d: string) => d,
        frameAnchor: "top-left",
        dy: -20,
        fontSize: fontSize.label,
        fontWeight: 600,
      }),
      Plot.text(labels, {
        fx: () => "Precision",
        y: (d: string) => d,
        text: (d: string) => shorten(d, longestLabel),
        title: (d: string) => d,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -8,
        fontSize: fontSize.label,
      }),
    ],
  });
}

const longestLabel = 24;

function speak(perClass: readonly ClassMetrics[]): string {
  const rows = perClass.map(
    ({ label, precision, recall, f1, auc }) =>
      `${label}: precision ${formatDecimal(precision.value)}, recall ${formatDecimal(recall.value)}, F1 ${formatDecimal(f1.value)}, AUC ${formatDecimal(auc.value)}`,
  );
  return `Precision, recall, F1 and AUC of each class with 95 % intervals. ${rows.join("; ")}.`;
}
