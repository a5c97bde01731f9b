import * as Plot from "@observablehq/plot";
import { formatCount } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import type { DataFacts } from "../report-input.ts";
import { capitalize, partName, shorten } from "../wording.ts";
import { drawPlot, fontSize } from "./draw.ts";
import { partColor } from "./part-color.ts";

/** Images of each class: one panel for each part, bars on a scale of their own, each with its number. */
export function drawCountBars(data: DataFacts): Html {
  const parts = data.counts.map(({ part }) => part);
  const bars = data.counts.flatMap(({ part, perClass }) => {
    const most = Math.max(1, ...perClass);
    return data.classes.map((label, index) => ({
      part,
      label,
      count: perClass[index] ?? 0,
      share: (perClass[index] ?? 0) / most,
    }));
  });
  const totals = data.counts.map(({ part, perClass }) => ({
    part,
    total: perClass.reduce((sum, n) => sum + n, 0),
  }));
  const spoken = totals.map(({ part, total }) => `${partName(part)} ${formatCount(total)}`).join(", ");
  const rowHeight = data.classes.length > 12 ? 15 : 18;
  const marginLeft = labelWidth(data.classes);
  return drawPlot(`Images per class and part. ${spoken}.`, {
    width: marginLeft + 12 + 230 * parts.length,
    height: 30 + rowHeight * data.classes.length,
    marginTop: 26,
    marginBottom: 4,
    marginLeft,
    marginRight: 12,
    x: { domain: [0, 1.25], type: "linear", axis: null },
    y: { domain: data.classes, type: "band", padding: 0.28, axis: null },
    fx: { domain: parts, type: "band", padding: 0.06, axis: null },
    marks: [
      Plot.barX(bars, {
        fx: "part",
        y: "label",
        x: "share",
        fill: (d: { part: string }) => partColor(d.part),
      }),
      Plot.ruleX([0], { stroke: color("axis"), strokeWidth: 0.75 }),
      Plot.text(bars, {
        fx: "part",
        y: "label",
        x: "share",
        text: (d: { count: number }) => formatCount(d.count),
        textAnchor: "start",
        dx: 4,
        fontSize: fontSize.tick,
        fontVariant: "tabular-nums",
      }),
      Plot.text(totals, {
        fx: "part",
        text: (d: { part: string; total: number }) =>
          `${capitalize(partName(d.part))}, n = ${formatCount(d.total)}`,
        frameAnchor: "top-left",
        dy: -22,
        fontSize: fontSize.label,
        fontWeight: 600,
      }),
      Plot.text(data.classes, {
        fx: () => parts[0] ?? "",
        y: (d: string) => d,
        text: (d: string) => shorten(d, longestLabel),
        title: (d: string) => d,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -6,
        fontSize: fontSize.label,
      }),
    ],
    color: { type: "identity" },
  });
}

const longestLabel = 24;

function labelWidth(labels: readonly string[]): number {
  return 14 + 6.1 * Math.min(longestLabel, Math.max(4, ...labels.map((label) => label.length)));
}
