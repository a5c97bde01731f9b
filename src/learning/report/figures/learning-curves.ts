import * as Plot from "@observablehq/plot";
import { formatDecimal, formatSignificant } from "../number-text.ts";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import type { HistoryRow } from "../report-input.ts";
import { axisStyle, drawPlot, fontSize } from "./draw.ts";
import { type Point, simplify } from "./polyline.ts";

/** Loss of the training and the validation part over the epochs. Empty history gives an empty frame. */
export function drawLossCurve(history: readonly HistoryRow[], bestEpoch: number | null): Html {
  const train = column(history, "trainLoss");
  const val = column(history, "valLoss");
  const heights = [...train, ...val].map(({ y }) => y);
  const [low, high] = [Math.min(...heights), Math.max(...heights)];
  const logarithmic = low > 0 && high / low > 30;
  return drawPair(
    "Loss",
    train,
    val,
    { epochs: history.map(({ epoch }) => epoch), best: bestEpoch },
    {
      type: logarithmic ? "log" : "linear",
      domain: logarithmic ? [low, high] : [0, Number.isFinite(high) ? high : 1],
      ...(logarithmic ? {} : { nice: true }),
    },
  );
}

/** Accuracy of the training and the validation part over the epochs. */
export function drawAccuracyCurve(history: readonly HistoryRow[], bestEpoch: number | null): Html {
  const train = column(history, "trainAccuracy");
  const val = column(history, "valAccuracy");
  const lowest = Math.min(1, ...[...train, ...val].map(({ y }) => y));
  return drawPair(
    "Accuracy",
    train,
    val,
    { epochs: history.map(({ epoch }) => epoch), best: bestEpoch },
    {
      type: "linear",
      domain: [Math.max(0, Math.floor(lowest * 10 - 0.2) / 10), 1],
    },
  );
}

/** The learning rate over the epochs, small. */
export function drawLearningRate(history: readonly HistoryRow[]): Html {
  const rate = column(history, "learningRate");
  const highest = Math.max(0, ...rate.map(({ y }) => y));
  return drawPlot(`Learning rate over ${history.length} epochs, at most ${formatSignificant(highest)}.`, {
    width: 220,
    height: 240,
    ...margins,
    x: epochScale(history.map(({ epoch }) => epoch)),
    y: { domain: [0, highest || 1], type: "linear", nice: true },
    marks: [
      epochAxis(
        history.map(({ epoch }) => epoch),
        3,
      ),
      Plot.axisY({ ...axisStyle, ticks: 4, tickFormat: (y: number) => formatSignificant(y), label: null }),
      ...frameMarks("Learning rate"),
      drawSeries(rate, color("ink"), 1.25),
    ],
  });
}

const margins = { marginTop: 26, marginRight: 12, marginBottom: 34, marginLeft: 44 } as const;

type Measure = "trainLoss" | "valLoss" | "trainAccuracy" | "valAccuracy" | "learningRate";

function column(history: readonly HistoryRow[], measure: Measure): Point[] {
  return history.flatMap((row) => {
    const y = row[measure];
    return y !== null && Number.isFinite(y) ? [{ x: row.epoch, y }] : [];
  });
}

function epochScale(epochs: readonly number[]): Plot.ScaleOptions {
  const [first, last] = [Math.min(...epochs), Math.max(...epochs)];
  return { domain: first < last ? [first, last] : [first - 1, first + 1], type: "linear" };
}

function drawPair(
  name: string,
  train: readonly Point[],
  val: readonly Point[],
  { epochs, best: bestEpoch }: { readonly epochs: readonly number[]; readonly best: number | null },
  scale: Plot.ScaleOptions,
): Html {
  const best = val.find(({ x }) => x === bestEpoch);
  const strokeWidth = Math.max(train.length, val.length) > 300 ? 0.75 : 1.25;
  const spoken = [
    `${name} over the epochs.`,
    train.length > 0 ? `Training ends at ${formatDecimal(train.at(-1)?.y ?? null)}.` : "",
    val.length > 0 ? `Validation ends at ${formatDecimal(val.at(-1)?.y ?? null)}.` : "",
    best ? `Best epoch ${best.x}: validation ${formatDecimal(best.y)}.` : "",
  ];
  return drawPlot(spoken.filter(Boolean).join(" "), {
    width: 340,
    height: 240,
    ...margins,
    marginRight: 62,
    x: epochScale(epochs),
    y: scale,
    marks: [
      epochAxis(epochs, 5),
      Plot.axisY({ ...axisStyle, ticks: 5, label: null }),
      ...frameMarks(name),
      ...bestMarks(bestEpoch),
      drawSeries(train, color("blue"), strokeWidth),
      drawSeries(val, color("vermilion"), strokeWidth),
      ...(best
        ? [Plot.dot([best], { x: "x", y: "y", r: 3, fill: color("vermilion"), stroke: color("paper") })]
        : []),
      ...endLabels(train, val, scale),
    ],
  });
}

/** Whole epochs only. */
function epochAxis(epochs: readonly number[], ticks: number): Plot.Markish {
  return Plot.axisX({
    ...axisStyle,
    ticks: epochs.length <= ticks ? epochs : ticks,
    label: "Epoch",
    labelAnchor: "center",
    tickFormat: (x: number) => `${x}`,
  });
}

/** A line, or a dot where there is a single epoch. */
function drawSeries(points: readonly Point[], stroke: string, strokeWidth: number): Plot.Markish {
  if (points.length === 1) return Plot.dot(points, { x: "x", y: "y", r: 3, fill: stroke });
  return Plot.line(thin(points), { x: "x", y: "y", stroke, strokeWidth });
}

function frameMarks(name: string): Plot.Markish[] {
  return [
    Plot.frame({ anchor: "left", stroke: color("axis"), strokeWidth: 0.75 }),
    Plot.frame({ anchor: "bottom", stroke: color("axis"), strokeWidth: 0.75 }),
    Plot.text([name], {
      text: (d: string) => d,
      frameAnchor: "top-left",
      dy: -22,
      dx: -40,
      fontSize: fontSize.label,
      fontWeight: 600,
    }),
  ];
}

function bestMarks(bestEpoch: number | null): Plot.Markish[] {
  if (bestEpoch === null) return [];
  return [
    Plot.ruleX([bestEpoch], { stroke: color("reference"), strokeDasharray: "2 2", strokeWidth: 1 }),
    Plot.text([bestEpoch], {
      x: (d: number) => d,
      text: (d: number) => `best, ${d}`,
      frameAnchor: "top",
      dy: -13,
      fontSize: fontSize.tick,
      fill: color("muted"),
    }),
  ];
}

/** Names at the ends of the lines, pushed apart when they would overlap. */
function endLabels(train: readonly Point[], val: readonly Point[], scale: Plot.ScaleOptions): Plot.Markish[] {
  const [trainEnd, valEnd] = [train.at(-1), val.at(-1)];
  const height = (y: number): number => heightOnScale(y, scale);
  const gap = trainEnd && valEnd ? height(valEnd.y) - height(trainEnd.y) : 1;
  const push = Math.abs(gap) < 0.07 ? (gap >= 0 ? 6 : -6) : 0;
  const label = (end: Point | undefined, name: string, fill: string, dy: number): Plot.Markish[] =>
    end
      ? [
          Plot.text([end], {
            x: "x",
            y: "y",
            text: () => name,
            dx: 6,
            dy,
            textAnchor: "start",
            fill,
            fontSize: fontSize.tick,
          }),
        ]
      : [];
  return [
    ...label(trainEnd, "training", color("blueText"), push),
    ...label(valEnd, "validation", color("vermilionText"), -push),
  ];
}

/** Where a value stands in the frame, 0 at the bottom and 1 at the top. */
function heightOnScale(y: number, { domain, type }: Plot.ScaleOptions): number {
  const [low = 0, high = 1] = [...(domain ?? [])].map(Number);
  if (type !== "log") return (y - low) / (high - low || 1);
  return Math.log(y / low) / (Math.log(high / low) || 1);
}

/** A thousand epochs in the points that can be seen. */
function thin(points: readonly Point[]): readonly Point[] {
  if (points.length <= 400) return points;
  const heights = points.map(({ y }) => y);
  const spread = Math.max(...heights) - Math.min(...heights) || 1;
  const width = (points.at(-1)?.x ?? 1) - (points[0]?.x ?? 0) || 1;
  const unit = points.map(({ x, y }) => ({ x: x / width, y: y / spread }));
  return simplify(unit, 0.002).map(({ x, y }) => ({ x: x * width, y: y * spread }));
}
