import * as Plot from "@observablehq/plot";
import type { Estimate } from "../../metrics/metric-set.ts";
import { formatInterval, formatPercent, formatPercentNumber } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import { axisStyle, drawPlot, fontSize } from "./draw.ts";

export interface AccuracyRow {
  /** "180 images". */
  readonly name: string;
  readonly accuracy: Estimate;
}

/**
 * Accuracy with its interval for each level, on one axis with the score of always naming the commonest class.
 *
 * @param chance that score, 0..1; not drawn when NaN.
 */
export function drawHeadlineInterval(rows: readonly AccuracyRow[], chance: number): Html {
  const known = rows.flatMap(({ name, accuracy: { value, low, high } }) =>
    value === null ? [] : [{ name, value, low: low ?? value, high: high ?? value }],
  );
  const spoken = rows.map(
    ({ name, accuracy }) =>
      `${name}: ${formatPercent(accuracy.value)}, 95 % interval ${formatInterval(accuracy, formatPercentNumber) ?? "unknown"}`,
  );
  return drawPlot(`Accuracy. ${spoken.join("; ")}. Commonest class: ${formatPercent(chance)}.`, {
    width: 400,
    height: 52 + 28 * known.length,
    marginTop: 18,
    marginLeft: 92,
    marginRight: 14,
    marginBottom: 32,
    x: { domain: [0, 1], type: "linear" },
    y: { domain: known.map(({ name }) => name), type: "point", padding: 0.6, axis: null },
    marks: [
      Plot.axisX([0, 0.25, 0.5, 0.75, 1], {
        ...axisStyle,
        label: null,
        tickFormat: (x: number) => `${x * 100}`,
      }),
      Plot.text(["Accuracy (%)"], {
        frameAnchor: "bottom",
        dy: 30,
        fontSize: fontSize.tick,
        text: (d: string) => d,
      }),
      Plot.frame({ anchor: "bottom", stroke: color("axis"), strokeWidth: 0.75 }),
      ...chanceMarks(chance),
      Plot.ruleY(known, { y: "name", x1: "low", x2: "high", stroke: color("blue"), strokeWidth: 1.75 }),
      Plot.dot(known, {
        y: "name",
        x: "value",
        fill: color("blue"),
        stroke: color("paper"),
        strokeWidth: 1,
        r: 4,
      }),
      Plot.text(known, {
        y: "name",
        text: "name",
        frameAnchor: "left",
        dx: -8,
        textAnchor: "end",
        fontSize: fontSize.label,
      }),
    ],
  });
}

function chanceMarks(chance: number): Plot.Markish[] {
  if (!Number.isFinite(chance)) return [];
  return [
    Plot.ruleX([chance], { stroke: color("reference"), strokeDasharray: "2 2", strokeWidth: 1 }),
    Plot.text([chance], {
      x: (d: number) => d,
      text: () => "commonest class",
      frameAnchor: "top",
      dy: -14,
      textAnchor: chance < 0.15 ? "start" : chance > 0.85 ? "end" : "middle",
      fontSize: fontSize.tick,
      fill: color("muted"),
    }),
  ];
}
