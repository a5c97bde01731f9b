import * as Plot from "@observablehq/plot";
import { drawPlot, fontSize } from "../../figures/draw.ts";
import type { Html } from "../../page/html.ts";
import { color } from "../../page/palette.ts";
import { shorten } from "../../wording.ts";
import { formatP, formatPoints } from "../study-numbers.ts";

/** Two models by their place in the list, the better one first. */
export interface MatrixPair {
  readonly better: number;
  readonly worse: number;
  /** Of accuracy, 0..1. */
  readonly difference: number | null;
  /** Corrected for all pairs. */
  readonly p: number | null;
  readonly differs: boolean | null;
}

interface Cell {
  readonly x: string;
  readonly y: string;
  readonly text: string;
  readonly title: string;
  readonly shade: number;
  readonly strong: boolean;
}

const longestTitle = 20;

/** Below the diagonal the p value of every pair, shaded where it is small; above it the difference in points. */
export function drawPairMatrix(titles: readonly string[], pairs: readonly MatrixPair[]): Html {
  const cells = pairs.flatMap(({ better, worse, difference, p, differs }): Cell[] => {
    const title = `${titles[better]} less ${titles[worse]}: ${formatPoints(difference)} points, p ${formatP(p)}`;
    const strong = differs === true;
    return [
      { x: String(better), y: String(worse), text: briefP(p), title, shade: shadeOf(p, differs), strong },
      { x: String(worse), y: String(better), text: formatPoints(difference), title, shade: -1, strong },
    ];
  });
  const keys = titles.map((_, index) => String(index));
  const titleOf = (key: string): string => titles[Number(key)] ?? "";
  const size = titles.length > 9 ? 44 : 52;
  const longest = Math.min(longestTitle, Math.max(6, ...titles.map((title) => title.length)));
  const space = 14 + 6.2 * longest;
  const margin = {
    marginLeft: space,
    marginTop: 0.74 * space + 8,
    marginRight: 0.5 * space,
    marginBottom: 8,
  };
  const differing = pairs.filter(({ differs }) => differs).length;
  return drawPlot(`${differing} of ${pairs.length} pairs of models differ.`, {
    width: margin.marginLeft + margin.marginRight + size * titles.length,
    height: margin.marginTop + margin.marginBottom + size * 0.62 * titles.length,
    ...margin,
    x: { domain: keys, type: "band", padding: 0, axis: null },
    y: { domain: keys, type: "band", padding: 0, axis: null },
    color: { type: "identity" },
    marks: [
      Plot.cell(cells, {
        x: "x",
        y: "y",
        inset: 0.75,
        fill: (d: Cell) => (d.shade <= 0 ? color("panel") : `var(--shade-${d.shade})`),
        title: "title",
      }),
      Plot.text(cells, {
        x: "x",
        y: "y",
        text: "text",
        fill: (d: Cell) => (d.shade <= 0 ? color(d.strong ? "ink" : "muted") : `var(--on-shade-${d.shade})`),
        fontSize: fontSize.small,
        fontVariant: "tabular-nums",
        pointerEvents: "none",
      }),
      Plot.text(keys, {
        y: (d: string) => d,
        text: (d: string) => shorten(titleOf(d), longestTitle),
        title: titleOf,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -6,
        fontSize: fontSize.label,
      }),
      Plot.text(keys, {
        x: (d: string) => d,
        text: (d: string) => shorten(titleOf(d), longestTitle),
        title: titleOf,
        frameAnchor: "top",
        textAnchor: "start",
        lineAnchor: "bottom",
        rotate: -45,
        dx: 4,
        dy: -5,
        fontSize: fontSize.label,
      }),
    ],
  });
}

/** Four shades: not significant, then below 0.05, 0.01 and 0.001. */
function shadeOf(p: number | null, differs: boolean | null): number {
  if (p === null || !differs) return 0;
  return p < 0.001 ? 17 : p < 0.01 ? 12 : 7;
}

/** Without the space and the zero before the point: cells are narrow. */
function briefP(p: number | null): string {
  return formatP(p).replace("\u00a00", "").replace(/^0\./, ".");
}
