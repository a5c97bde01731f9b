import * as Plot from "@observablehq/plot";
import type { MetricSet } from "../../metrics/metric-set.ts";
import { formatCount, formatPercent } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import { shadeCount, shadeIndex } from "../page/sequential-ramp.ts";
import { shorten } from "../wording.ts";
import { axisStyle, drawPlot, fontSize } from "./draw.ts";

interface Cell {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
  /** Of the row; 0 for an empty row. */
  readonly share: number;
}

/** Counts in cells shaded by their share of the row. Zeros are left blank; long names are cut, whole in their title. */
export function drawConfusionMatrix(confusion: MetricSet["confusion"]): Html {
  const { labels, counts } = confusion;
  const totals = counts.map((row) => row.reduce((sum, n) => sum + n, 0));
  const cells = labels.flatMap((truth, i) =>
    labels.map((predicted, j): Cell => {
      const count = counts[i]?.[j] ?? 0;
      return { truth, predicted, count, share: count / (totals[i] || 1) };
    }),
  );
  const size = cellSize(labels.length);
  const longest = Math.min(longestLabel, Math.max(...labels.map((label) => label.length)));
  const labelSpace = 12 + 6.2 * longest;
  const slanted = longest * 6 > size - 4;
  const digits = Math.max(...cells.map(({ count }) => formatCount(count).length));
  const margin = {
    marginTop: 8,
    marginLeft: labelSpace + 22,
    marginRight: 58,
    marginBottom: (slanted ? labelSpace * 0.78 + 12 : 20) + 20,
  };
  const side = size * labels.length;
  return drawPlot(speak(labels, counts, totals), {
    width: side + margin.marginLeft + margin.marginRight,
    height: side + margin.marginTop + margin.marginBottom,
    ...margin,
    x: { domain: labels, type: "band", padding: 0, axis: null },
    y: { domain: labels, type: "band", padding: 0, axis: null },
    color: { type: "identity" },
    marks: [
      Plot.cell(cells, {
        x: "predicted",
        y: "truth",
        inset: 0.75,
        fill: (d: Cell) => `var(--shade-${shadeIndex(d.share)})`,
        title: (d: Cell) =>
          `${d.truth} called ${d.predicted}: ${formatCount(d.count)} (${formatPercent(d.share)} of the row)`,
      }),
      Plot.text(
        cells.filter(({ count }) => count > 0),
        {
          x: "predicted",
          y: "truth",
          text: (d: Cell) => formatCount(d.count),
          fill: (d: Cell) => `var(--on-shade-${shadeIndex(d.share)})`,
          fontSize: Math.max(6, Math.min(size / 2.8, 12, (size * 1.5) / digits)),
          fontVariant: "tabular-nums",
          pointerEvents: "none",
        },
      ),
      Plot.text(labels, {
        y: (d: string) => d,
        text: (d: string) => shorten(d, longestLabel),
        title: (d: string) => d,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -6,
        fontSize: fontSize.label,
      }),
      Plot.text(labels, {
        x: (d: string) => d,
        text: (d: string) => shorten(d, longestLabel),
        title: (d: string) => d,
        frameAnchor: "bottom",
        lineAnchor: slanted ? "middle" : "top",
        textAnchor: slanted ? "end" : "middle",
        rotate: slanted ? -45 : 0,
        dy: slanted ? 9 : 7,
        fontSize: fontSize.label,
      }),
      Plot.text(labels, {
        y: (d: string) => d,
        text: (_: string, index: number) => `n = ${formatCount(totals[index] ?? 0)}`,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 6,
        fontSize: fontSize.tick,
        fill: color("muted"),
        fontVariant: "tabular-nums",
      }),
      Plot.text(["True class"], {
        text: (d: string) => d,
        frameAnchor: "left",
        rotate: -90,
        dx: -labelSpace - 12,
        textAnchor: "middle",
        fontSize: fontSize.label,
        fontWeight: 600,
      }),
      Plot.text(["Predicted class"], {
        text: (d: string) => d,
        frameAnchor: "bottom",
        dy: margin.marginBottom - 4,
        lineAnchor: "bottom",
        fontSize: fontSize.label,
        fontWeight: 600,
      }),
    ],
  });
}

/** The key to the shades: share of the row from 0 to 100 %. */
export function drawShadeKey(): Html {
  const shades = Array.from({ length: shadeCount }, (_, index) => index);
  return drawPlot("Colour key: share of the row from 0 (lightest against the page) to 100 %.", {
    width: 236,
    height: 44,
    marginTop: 18,
    marginBottom: 18,
    marginLeft: 14,
    marginRight: 14,
    x: { domain: [0, shadeCount], type: "linear" },
    color: { type: "identity" },
    marks: [
      Plot.rect(shades, {
        x1: (d: number) => d,
        x2: (d: number) => d + 1.04,
        fill: (d: number) => `var(--shade-${d})`,
      }),
      Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX([0, shadeCount / 2, shadeCount], {
        ...axisStyle,
        tickSize: 3,
        label: null,
        tickFormat: (x: number) => `${Math.round((100 * x) / shadeCount)}`,
      }),
      Plot.text(["Share of the true class (%)"], {
        text: (d: string) => d,
        frameAnchor: "top-left",
        dy: -16,
        fontSize: fontSize.tick,
      }),
    ],
  });
}

const longestLabel = 20;

function cellSize(classes: number): number {
  if (classes <= 3) return 76;
  if (classes <= 6) return 58;
  if (classes <= 10) return 46;
  return classes <= 16 ? 36 : classes <= 24 ? 30 : 24;
}

function speak(
  labels: readonly string[],
  counts: MetricSet["confusion"]["counts"],
  totals: readonly number[],
): string {
  const rows = labels.map((label, i) => `${label} ${counts[i]?.[i] ?? 0} of ${totals[i] ?? 0} right`);
  return `Confusion matrix of ${labels.length} classes. ${rows.join("; ")}.`;
}
