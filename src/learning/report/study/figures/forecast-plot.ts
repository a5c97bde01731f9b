import * as Plot from "@observablehq/plot";
import type { LearningCurve } from "../../../comparison/learning-curve.ts";
import { axisStyle, drawPlot, fontSize } from "../../figures/draw.ts";
import { formatCount, formatPercent } from "../../number-text.ts";
import type { Html } from "../../page/html.ts";
import { type ColorName, color } from "../../page/palette.ts";
import { shorten } from "../../wording.ts";
import { spreadLabels } from "./spread-labels.ts";

export interface ForecastTrace {
  readonly title: string;
  readonly color: ColorName;
  readonly textColor: ColorName;
  /** Whether its band is drawn. */
  readonly band: boolean;
  readonly curve: LearningCurve;
}

const height = 400;
const margin = { marginTop: 14, marginRight: 150, marginBottom: 40, marginLeft: 50 };

/** Measured accuracies, the fitted curves, and their forecasts (dashed) up to 4 times the images. */
export function drawForecast(traces: readonly ForecastTrace[]): Html {
  const points = traces.flatMap(({ curve }) => curve.points);
  const sizes = points.map(({ images }) => images);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const end = traces.some(({ curve }) => curve.fit) ? 4 * largest : largest * 1.3;
  const bands = traces.filter(({ band }) => band).flatMap(({ curve }) => curve.curve);
  const heights = [...points.map(({ accuracy }) => accuracy), ...bands.map(({ low }) => low)];
  const floor = Math.max(0, Math.floor((Math.min(...heights) - 0.01) * 20) / 20);
  const drawn = [...traces].reverse();
  const ends = traces.flatMap(({ curve, ...trace }) => {
    const last = curve.curve.at(-1) ?? curve.points.at(-1);
    const y = last && ("value" in last ? last.value : last.accuracy);
    return y === undefined ? [] : [{ ...trace, curve, y }];
  });
  const scale = (height - margin.marginTop - margin.marginBottom) / (1 - floor);
  const places = spreadLabels(
    ends.map(({ y }) => (1 - y) * scale),
    13,
    height - margin.marginTop - margin.marginBottom,
  );
  const placed = ends.map((trace, index) => ({ ...trace, place: 1 - (places[index] ?? 0) / scale }));
  return drawPlot(`Accuracy against training images. ${traces.map(speak).join("; ")}.`, {
    width: 860,
    height,
    ...margin,
    // Logarithms by hand: a logarithmic axis leaves out the words of ticks as it likes.
    x: { domain: [Math.log2(smallest / 1.12), Math.log2(end)], type: "linear" },
    y: { domain: [floor, 1], type: "linear" },
    marks: [
      Plot.frame({ stroke: color("line"), strokeWidth: 0.75 }),
      Plot.axisX(imageTicks(smallest, largest, end).map(Math.log2), {
        ...axisStyle,
        label: "Training images",
        labelAnchor: "center",
        tickFormat: (at: number) => formatCount(2 ** at),
      }),
      Plot.axisY({
        ...axisStyle,
        ticks: 6,
        label: "Accuracy (%)",
        labelAnchor: "center",
        tickFormat: (y: number) => String(Math.round(y * 1000) / 10),
      }),
      Plot.ruleX([Math.log2(largest)], {
        stroke: color("reference"),
        strokeDasharray: "2 2",
        strokeWidth: 0.75,
      }),
      Plot.text([largest], {
        x: Math.log2,
        text: () => "forecast →",
        frameAnchor: "bottom",
        textAnchor: "start",
        dx: 6,
        dy: -6,
        fontSize: fontSize.tick,
        fill: color("muted"),
      }),
      ...drawn.filter(({ band }) => band).map((trace) => bandOf(trace, floor)),
      ...drawn.flatMap((trace) => linesOf(trace, largest, floor)),
      ...drawn.flatMap((trace) => pointsOf(trace)),
      ...[true, false].map((strong) =>
        Plot.text(
          placed.filter(({ textColor }) => (textColor !== "muted") === strong),
          {
            x: () => Math.log2(end),
            y: "place",
            text: (d: ForecastTrace) => shorten(d.title, 24),
            title: (d: ForecastTrace) => d.title,
            textAnchor: "start",
            dx: 8,
            fontSize: fontSize.tick,
            fill: (d: ForecastTrace) => color(d.textColor),
            fontWeight: strong ? 700 : 400,
          },
        ),
      ),
    ],
    color: { type: "identity" },
  });
}

function bandOf({ curve, color: hue }: ForecastTrace, floor: number): Plot.Markish {
  return Plot.areaY(curve.curve, {
    x: (d: { images: number }) => Math.log2(d.images),
    y1: (d: { low: number }) => Math.max(floor, d.low),
    y2: "high",
    fill: color(hue),
    fillOpacity: 0.13,
  });
}

function linesOf({ curve, color: hue, band }: ForecastTrace, largest: number, floor: number): Plot.Markish[] {
  const inside = curve.curve.filter(({ value }) => value >= floor);
  const line = (dashed: boolean): Plot.Markish =>
    Plot.line(
      inside.filter(({ images }) => (dashed ? images >= largest * 0.96 : images <= largest * 1.04)),
      {
        x: (d: { images: number }) => Math.log2(d.images),
        y: "value",
        stroke: color(hue),
        strokeWidth: band ? 2 : 1.25,
        ...(dashed ? { strokeDasharray: "5 4" } : {}),
      },
    );
  return [line(false), line(true)];
}

function pointsOf({ curve, color: hue, title, band }: ForecastTrace): Plot.Markish[] {
  const whiskers = Plot.ruleX(
    curve.points.filter(({ low, high }) => band && low !== null && high !== null),
    {
      x: (d: { images: number }) => Math.log2(d.images),
      y1: "low",
      y2: "high",
      stroke: color(hue),
      strokeWidth: 1.25,
      strokeOpacity: 0.6,
    },
  );
  const dots = Plot.dot(curve.points, {
    x: (d: { images: number }) => Math.log2(d.images),
    y: "accuracy",
    r: band ? 4 : 2.75,
    fill: color(hue),
    stroke: color("paper"),
    strokeWidth: 1,
    title: (d: { images: number; accuracy: number }) =>
      `${title}: ${formatPercent(d.accuracy)} from ${formatCount(d.images)} images`,
  });
  return [whiskers, dots];
}

/** Doublings of the largest number, as in the forecasts, down to the smallest. */
function imageTicks(smallest: number, largest: number, end: number): number[] {
  const ticks: number[] = [];
  const step = Math.log2(end / smallest) > 9 ? 4 : 2;
  for (let images = largest; images >= smallest * 0.97; images /= step) ticks.unshift(Math.round(images));
  for (let images = largest * 2; images <= end * 1.001; images *= 2) ticks.push(images);
  return ticks;
}

function speak({ title, curve }: ForecastTrace): string {
  const last = curve.points.at(-1);
  const forecast = curve.forecasts[0];
  const measured = last ? `${formatPercent(last.accuracy)} from ${formatCount(last.images)} images` : "";
  return `${title}: ${measured}${forecast ? `, forecast ${formatPercent(forecast.value)} from ${formatCount(forecast.images)}` : ""}`;
}
