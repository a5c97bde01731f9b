import * as Plot from "@observablehq/plot";
import { axisStyle, drawPlot, fontSize } from "../../figures/draw.ts";
import { formatPercent } from "../../number-text.ts";
import type { Html } from "../../page/html.ts";
import { type ColorName, color } from "../../page/palette.ts";
import { shorten } from "../../wording.ts";
import { placeLabels } from "./place-labels.ts";

export interface CostPoint {
  readonly title: string;
  readonly kind: "network" | "backbone" | "classical";
  /** Above 0. */
  readonly cost: number;
  /** 0..1. */
  readonly accuracy: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly color: ColorName;
  readonly textColor: ColorName;
}

export interface CostPanel {
  readonly title: string;
  readonly axis: string;
  readonly format: (cost: number) => string;
  /** Where marks may stand on the axis. */
  readonly ticks: readonly number[];
  /** Whether less or more of it is better. */
  readonly better: "less" | "more";
  readonly points: readonly CostPoint[];
}

const size = { width: 456, height: 380 };
const margin = { marginTop: 28, marginRight: 14, marginBottom: 40, marginLeft: 48 };
const inner = {
  width: size.width - margin.marginLeft - margin.marginRight,
  height: size.height - margin.marginTop - margin.marginBottom,
};
const symbols = { network: "circle", backbone: "square", classical: "triangle" } as const;

/** Accuracy against a cost on a logarithmic axis, with the models that none beats on both joined by a line. */
export function drawCostScatter({ title, axis, format, ticks, better, points }: CostPanel): Html {
  const [least, most] = extent(points.map(({ cost }) => cost));
  // Logarithms by hand: a logarithmic axis leaves out the words of ticks as it likes.
  const domain = [Math.log10(least / 1.5), Math.log10(most * 1.5)] as const;
  const lowest = Math.min(...points.map(({ accuracy }) => accuracy));
  const highest = Math.max(...points.map(({ accuracy }) => accuracy));
  const pad = Math.max(0.02, 0.12 * (highest - lowest));
  const heights = [Math.max(0, lowest - pad), Math.min(1.005, highest + pad)] as const;
  const toX = (cost: number): number =>
    (inner.width * (Math.log10(cost) - domain[0])) / (domain[1] - domain[0]);
  const toY = (accuracy: number): number =>
    (inner.height * (heights[1] - accuracy)) / (heights[1] - heights[0]);
  const placed = placeLabels(
    points.map(({ cost, accuracy, title: name }) => ({
      x: toX(cost),
      y: toY(accuracy),
      width: charWidth * Math.min(longestTitle, name.length) + 2,
      height: 11,
    })),
    inner,
  );
  const fromX = (x: number): number => domain[0] + (domain[1] - domain[0]) * (x / inner.width);
  const fromY = (y: number): number => heights[1] - (y / inner.height) * (heights[1] - heights[0]);
  const labels = points.map((point, index) => {
    const { left = 0, middle = 0, leader = false } = placed[index] ?? {};
    const width = charWidth * Math.min(longestTitle, point.title.length);
    const near = Math.min(Math.max(toX(point.cost), left), left + width);
    return {
      ...point,
      leader,
      at: Math.log10(point.cost),
      labelX: fromX(left),
      labelY: fromY(middle),
      nearX: fromX(near),
    };
  });
  const spoken = points.map(
    ({ title: name, accuracy, cost }) => `${name} ${formatPercent(accuracy)} at ${format(cost)}`,
  );
  return drawPlot(`${title}. ${spoken.join("; ")}.`, {
    ...size,
    ...margin,
    x: { domain, type: "linear" },
    y: { domain: heights, type: "linear" },
    symbol: { type: "identity" },
    color: { type: "identity" },
    marks: [
      Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX(chooseTicks(ticks, domain), {
        ...axisStyle,
        label: axis,
        labelAnchor: "center",
        tickFormat: (at: number) => format(10 ** at),
      }),
      Plot.axisY({
        ...axisStyle,
        ticks: 5,
        label: "Accuracy (%)",
        labelAnchor: "center",
        tickFormat: (y: number) => String(Math.round(y * 1000) / 10),
      }),
      Plot.line(
        frontOf(points, better).map((point) => ({ ...point, at: Math.log10(point.cost) })),
        {
          x: "at",
          y: "accuracy",
          stroke: color("reference"),
          strokeDasharray: "3 3",
          strokeWidth: 1,
        },
      ),
      Plot.link(
        labels.filter(({ leader }) => leader),
        {
          x1: "at",
          y1: "accuracy",
          x2: "nearX",
          y2: "labelY",
          stroke: color("reference"),
          strokeWidth: 0.6,
        },
      ),
      Plot.dot(labels, {
        x: "at",
        y: "accuracy",
        symbol: (d: CostPoint) => symbols[d.kind],
        r: 4.5,
        fill: (d: CostPoint) => color(d.color),
        stroke: color("paper"),
        strokeWidth: 1,
        title: (d: CostPoint) => `${d.title}: ${formatPercent(d.accuracy)}, ${format(d.cost)}`,
      }),
      ...[true, false].map((strong) =>
        Plot.text(
          labels.filter(({ textColor }) => (textColor !== "muted") === strong),
          {
            x: "labelX",
            y: "labelY",
            text: (d: CostPoint) => shorten(d.title, longestTitle),
            textAnchor: "start",
            fontSize: fontSize.tick,
            fill: (d: CostPoint) => color(strong ? d.textColor : "ink"),
            fontWeight: strong ? 700 : 400,
            stroke: color("paper"),
            strokeWidth: 2.5,
          },
        ),
      ),
      Plot.text([title], {
        text: (d: string) => d,
        frameAnchor: "top-left",
        dy: -23,
        fontSize: fontSize.label,
        fontWeight: 600,
      }),
    ],
  });
}

const longestTitle = 22;
/** Of a bold letter, on average, in pixels. */
const charWidth = 5.9;

/** The models that no other beats in both accuracy and cost, the cheapest first. */
export function frontOf(points: readonly CostPoint[], better: "less" | "more"): readonly CostPoint[] {
  const cheapest = [...points].sort(
    (a, b) => (better === "less" ? a.cost - b.cost : b.cost - a.cost) || b.accuracy - a.accuracy,
  );
  let best = Number.NEGATIVE_INFINITY;
  return cheapest.filter(({ accuracy }) => {
    if (accuracy <= best) return false;
    best = accuracy;
    return true;
  });
}

function extent(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** The logarithms of the ticks within the domain. */
function chooseTicks(ticks: readonly number[], [from, to]: readonly [number, number]): number[] {
  return ticks.map(Math.log10).filter((at) => at >= from && at <= to);
}
