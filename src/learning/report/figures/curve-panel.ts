import * as Plot from "@observablehq/plot";
import type { Html } from "../page/html.ts";
import { color } from "../page/palette.ts";
import { shorten } from "../wording.ts";
import { axisStyle, drawPlot, fontSize } from "./draw.ts";
import { type Point, simplify } from "./polyline.ts";

export interface CurvePanel {
  readonly title: string;
  /** What a reader who cannot see the figure should know. */
  readonly spoken: string;
  /** The curve that the panel is about. */
  readonly curve: readonly Point[];
  /** Thin curves behind it. */
  readonly behind: readonly (readonly Point[])[];
  /** What chance would draw. */
  readonly chance: readonly Point[];
  /** Printed inside the frame, one line each. */
  readonly notes: readonly string[];
  /** Axis names; only the large panel prints them. */
  readonly axes: readonly [x: string, y: string];
  readonly large: boolean;
}

/** One panel of a set of small multiples over the unit square; a panel without a curve says "not defined". */
export function drawCurvePanel(panel: CurvePanel): Html {
  const { large, curve } = panel;
  const margin = large
    ? { marginTop: 26, marginRight: 8, marginBottom: 38, marginLeft: 44 }
    : { marginTop: 22, marginRight: 6, marginBottom: 18, marginLeft: 24 };
  const side = large ? 268 : 124;
  const defined = curve.length > 1;
  return drawPlot(panel.spoken, {
    width: side + margin.marginLeft + margin.marginRight,
    height: side + margin.marginTop + margin.marginBottom,
    ...margin,
    x: { domain: [0, 1], type: "linear" },
    y: { domain: [0, 1], type: "linear" },
    marks: [
      Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX([0, 0.5, 1], tickOptions(large ? panel.axes[0] : null, large)),
      Plot.axisY([0, 0.5, 1], tickOptions(large ? panel.axes[1] : null, large)),
      Plot.line(panel.chance, {
        x: "x",
        y: "y",
        stroke: color("reference"),
        strokeDasharray: "2 2",
        strokeWidth: 0.75,
      }),
      ...panel.behind.map((points) =>
        Plot.line(simplify(points, 0.003), {
          x: "x",
          y: "y",
          stroke: color("reference"),
          strokeWidth: 0.6,
          strokeOpacity: 0.75,
        }),
      ),
      Plot.line(simplify(curve, 0.002), {
        x: "x",
        y: "y",
        stroke: color(large ? "ink" : "blue"),
        strokeWidth: large ? 2 : 1.5,
      }),
      Plot.text([panel.title], {
        text: (d: string) => shorten(d, large ? 40 : 22),
        title: (d: string) => d,
        frameAnchor: "top-left",
        dy: large ? -22 : -17,
        dx: large ? 0 : -2,
        fontSize: large ? fontSize.label : fontSize.tick,
        fontWeight: 600,
      }),
      ...(defined ? panel.notes : ["not defined"]).map((note, index, { length }) =>
        Plot.text([note], {
          text: (d: string) => d,
          frameAnchor: "bottom-right",
          dx: large ? -8 : -5,
          dy: -(large ? 8 : 5) - (length - 1 - index) * (large ? 15 : 12),
          fontSize: large ? fontSize.label : fontSize.small,
          fill: color(index === 0 ? "ink" : "muted"),
          fontVariant: "tabular-nums",
          stroke: color("paper"), // a halo: a line behind the note is interrupted
          strokeWidth: 3,
        }),
      ),
    ],
  });
}

function tickOptions(label: string | null, large: boolean): Plot.AxisXOptions & Plot.AxisYOptions {
  return {
    ...axisStyle,
    fontSize: large ? fontSize.tick : 8.5,
    tickSize: large ? 4 : 3,
    label,
    labelAnchor: "center",
    tickFormat: (value: number) => String(value),
  };
}
