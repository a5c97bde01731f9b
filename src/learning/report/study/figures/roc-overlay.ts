import * as Plot from "@observablehq/plot";
import { axisStyle, drawPlot, fontSize } from "../../figures/draw.ts";
import { linearHeight, type Point, simplify, toPoints } from "../../figures/polyline.ts";
import { formatDecimal } from "../../number-text.ts";
import type { Html } from "../../page/html.ts";
import { type ColorName, color } from "../../page/palette.ts";
import { shorten } from "../../wording.ts";
import { bestOnTop, type RankedModel } from "../ranked-models.ts";

/** One model's line in an overlay. */
interface Trace {
  readonly title: string;
  readonly color: ColorName;
  readonly rank: number;
  readonly points: readonly Point[];
}

/** Mean ROC curves of all models: the whole square, and its upper left corner enlarged. */
export function drawRocOverlay(models: readonly RankedModel[]): readonly [whole: Html, corner: Html] {
  const traces = bestOnTop(models).map(({ curves, ...model }): Trace => {
    const classes = curves.classes.flatMap(({ roc }) =>
      roc ? [toPoints(roc.falsePositiveRate, roc.truePositiveRate)] : [],
    );
    return { ...model, points: meanCurve(classes) };
  });
  const spoken = models.map(({ title, image }) => `${title} ${formatDecimal(image.macroAuc.value)}`);
  const span = cornerSpan(traces);
  return [
    drawPanel(`Mean ROC curves; macro AUC: ${spoken.join("; ")}.`, traces, 1, "All thresholds"),
    drawPanel("The upper left corner of the mean ROC curves.", traces, span, "The corner, enlarged"),
  ];
}

/** One small panel for each class, all models in it. */
export function drawClassRocs(models: readonly RankedModel[]): readonly Html[] {
  const classes = models[0]?.curves.classes ?? [];
  return classes.map(({ label }, k) => {
    const traces = bestOnTop(models).map(({ curves, ...model }): Trace => {
      const roc = curves.classes[k]?.roc;
      return { ...model, points: roc ? toPoints(roc.falsePositiveRate, roc.truePositiveRate) : [] };
    });
    const areas = models.flatMap(({ image }) => {
      const value = image.perClass.find((metrics) => metrics.label === label)?.auc.value ?? null;
      return value === null ? [] : [value];
    });
    const [worst, best] = [Math.min(...areas), Math.max(...areas)];
    const note = areas.length === 0 ? "not defined" : `AUC ${formatDecimal(worst)}–${formatDecimal(best)}`;
    return drawPlot(`ROC curves of ${label}: ${note}.`, {
      width: 154,
      height: 164,
      marginTop: 22,
      marginRight: 6,
      marginBottom: 18,
      marginLeft: 24,
      x: { domain: [0, 1], type: "linear" },
      y: { domain: [0, 1], type: "linear" },
      marks: [
        ...frameMarks(1, true),
        ...traces.map((trace) => lineOf(trace, 0.004, true)),
        Plot.text([label], {
          text: (d: string) => shorten(d, 22),
          title: (d: string) => d,
          frameAnchor: "top-left",
          dy: -17,
          dx: -2,
          fontSize: fontSize.tick,
          fontWeight: 600,
        }),
        Plot.text([note], {
          text: (d: string) => d,
          frameAnchor: "bottom-right",
          dx: -5,
          dy: -5,
          fontSize: fontSize.small,
          fill: color("muted"),
          stroke: color("paper"),
          strokeWidth: 3,
        }),
      ],
    });
  });
}

/** Wide enough for the best three to be told apart, in steps. */
function cornerSpan(traces: readonly Trace[]): number {
  const heights = traces
    .filter(({ rank, points }) => rank < 3 && points.length > 1)
    .map(({ points }) => linearHeight(points, 0.05));
  const needed = 1 - Math.min(1, ...heights);
  return [0.05, 0.1, 0.2].find((span) => span >= 1.3 * needed) ?? 0.4;
}

function drawPanel(spoken: string, traces: readonly Trace[], span: number, title: string): Html {
  const clipped = traces.map((trace) => ({ ...trace, points: clip(trace.points, span) }));
  return drawPlot(spoken, {
    width: 330,
    height: 342,
    marginTop: 26,
    marginRight: 10,
    marginBottom: 38,
    marginLeft: 48,
    x: { domain: [0, span], type: "linear" },
    y: { domain: [1 - span, 1], type: "linear" },
    marks: [
      ...frameMarks(span, false),
      ...clipped.map((trace) => lineOf(trace, 0.002 * span, false)),
      Plot.text([title], {
        text: (d: string) => d,
        frameAnchor: "top-left",
        dy: -22,
        fontSize: fontSize.label,
        fontWeight: 600,
      }),
    ],
  });
}

function frameMarks(span: number, small: boolean): Plot.Markish[] {
  const ticks = [0, 0.5, 1].map((share) => Number((share * span).toFixed(4)));
  const options = {
    ...axisStyle,
    fontSize: small ? 8.5 : fontSize.tick,
    tickSize: small ? 3 : 4,
    labelAnchor: "center",
    tickFormat: (value: number) => String(Number(value.toFixed(3))),
  } as const;
  const diagonal = [
    { x: 0, y: 0 },
    { x: 1, y: 1 },
  ];
  return [
    Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
    Plot.axisX(ticks, { ...options, label: small ? null : "False positive rate" }),
    Plot.axisY(
      ticks.map((tick) => Number((1 - tick).toFixed(4))),
      { ...options, label: small ? null : "True positive rate" },
    ),
    ...(span === 1
      ? [
          Plot.line(diagonal, {
            x: "x",
            y: "y",
            stroke: color("reference"),
            strokeDasharray: "2 2",
            strokeWidth: 0.75,
          }),
        ]
      : []),
  ];
}

function lineOf({ points, color: hue, rank, title }: Trace, tolerance: number, small: boolean): Plot.Markish {
  const strong = rank < 3;
  return Plot.line(simplify(points, tolerance), {
    x: "x",
    y: "y",
    z: null,
    stroke: color(hue),
    strokeWidth: (strong ? 2 : 1) * (small ? 0.75 : 1),
    strokeOpacity: strong ? 1 : 0.75,
    strokeLinejoin: "round",
    title: () => title,
  });
}

/** The mean of the classes, finer near 0, where good models rise. Empty when no class has a curve. */
function meanCurve(classes: readonly (readonly Point[])[]): readonly Point[] {
  if (classes.length === 0) return [];
  const heights = Array.from({ length: 201 }, (_, index) => {
    const x = (index / 200) ** 2;
    return { x, y: classes.reduce((sum, points) => sum + linearHeight(points, x), 0) / classes.length };
  });
  return [{ x: 0, y: 0 }, ...heights];
}

/** The part of a curve within the corner, cut on its edges. */
function clip(points: readonly Point[], span: number): readonly Point[] {
  if (span >= 1 || points.length < 2) return points;
  const floor = 1 - span;
  const steps = Array.from({ length: 201 }, (_, index) => (index / 200) * span);
  const inside = steps.map((x) => ({ x, y: linearHeight(points, x) })).filter(({ y }) => y >= floor);
  const [first] = inside;
  return first === undefined ? [] : [{ x: first.x, y: floor }, ...inside];
}
