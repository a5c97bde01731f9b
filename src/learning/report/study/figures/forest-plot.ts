import * as Plot from "@observablehq/plot";
import { axisStyle, drawPlot, fontSize } from "../../figures/draw.ts";
import type { Html } from "../../page/html.ts";
import { color } from "../../page/palette.ts";
import { shorten } from "../../wording.ts";
import { equalP, formatPoints } from "../study-numbers.ts";

/** A model against the best: accuracies' difference in 0..1, below 0 where it is worse. */
export interface ForestRow {
  readonly title: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Corrected for all pairs. */
  readonly p: number | null;
  readonly differs: boolean | null;
}

const longestTitle = 26;

/** Difference to the best model with its interval, one row for each other model; filled dots are real differences. */
export function drawForestPlot(best: string, rows: readonly ForestRow[]): Html {
  const spoken = rows.map(
    ({ title, value, low, high, p }) =>
      `${title} ${formatPoints(value)} (${formatPoints(low)} to ${formatPoints(high)}, ${equalP(p)})`,
  );
  const drawn = rows.map((row, index) => ({
    ...row,
    key: String(index), // titles need not be different
    from: 100 * (row.low ?? row.value),
    to: 100 * (row.high ?? row.value),
    at: 100 * row.value,
  }));
  const keys = drawn.map(({ key }) => key);
  const titleOf = (key: string): string => drawn[Number(key)]?.title ?? "";
  const lowest = Math.min(-1, ...drawn.map(({ from }) => from));
  const highest = Math.max(1, ...drawn.map(({ to }) => to));
  const pad = 0.03 * (highest - lowest);
  const longest = Math.min(longestTitle, Math.max(6, ...rows.map(({ title }) => title.length)));
  const margin = { marginLeft: 16 + 6.3 * longest, marginRight: 172, marginTop: 30, marginBottom: 38 };
  return drawPlot(`Accuracy less that of ${best}, in percentage points: ${spoken.join("; ")}.`, {
    width: 860,
    height: 68 + 25 * rows.length,
    ...margin,
    x: { domain: [lowest - pad, highest + pad], type: "linear" },
    y: { domain: keys, type: "point", padding: 0.6, axis: null },
    marks: [
      Plot.ruleY(keys, { y: (d: string) => d, stroke: color("line"), strokeWidth: 0.75 }),
      Plot.ruleX([0], { stroke: color("ink"), strokeWidth: 1 }),
      Plot.axisX({
        ...axisStyle,
        ticks: 7,
        label: `Accuracy less that of ${shorten(best, longestTitle)} (percentage points)`,
        labelAnchor: "center",
        tickFormat: (x: number) => String(x).replace("-", "\u2212"),
      }),
      Plot.ruleY(
        drawn.filter(({ low }) => low !== null),
        { y: "key", x1: "from", x2: "to", stroke: (d) => color(toneOf(d.differs)), strokeWidth: 2 },
      ),
      Plot.dot(drawn, {
        y: "key",
        x: "at",
        r: 4.5,
        fill: (d) => color(d.differs ? "blue" : "paper"),
        stroke: (d) => color(toneOf(d.differs)),
        strokeWidth: 1.75,
      }),
      Plot.text(keys, {
        y: (d: string) => d,
        text: (d: string) => shorten(titleOf(d), longestTitle),
        title: titleOf,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -8,
        fontSize: fontSize.label,
      }),
      ...columnText(
        drawn,
        106,
        "Difference (interval)",
        ({ value, low, high }) =>
          `${formatPoints(value)}${low === null || high === null ? "" : ` (${formatPoints(low)} to ${formatPoints(high)})`}`,
      ),
      ...columnText(drawn, 164, "p", ({ p }) => equalP(p).replace(/^p\s=?\s?/, "")),
    ],
    color: { type: "identity" },
  });
}

type DrawnRow = ForestRow & { readonly key: string };

/** A column of figures to the right of the frame, set flush right. */
function columnText(
  rows: readonly DrawnRow[],
  dx: number,
  head: string,
  textOf: (row: DrawnRow) => string,
): Plot.Markish[] {
  const shared = { textAnchor: "end", dx, fontSize: fontSize.tick, fontVariant: "tabular-nums" } as const;
  return [
    Plot.text(rows, { ...shared, y: "key", frameAnchor: "right", text: textOf, fill: color("ink") }),
    Plot.text([head], {
      ...shared,
      frameAnchor: "top-right",
      dy: -22,
      text: (d: string) => d,
      fill: color("muted"),
    }),
  ];
}

function toneOf(differs: boolean | null): "blue" | "axis" {
  return differs ? "blue" : "axis";
}
