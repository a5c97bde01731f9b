import type { Estimate } from "../../../metrics/metric-set.ts";
import { formatInterval, formatPercent, formatPercentNumber } from "../../number-text.ts";
import { type Html, html } from "../../page/html.ts";
import { type ColorName, color } from "../../page/palette.ts";

/** The scale that the bars of a column share. */
export interface BarScale {
  /** In 0..1. */
  readonly from: number;
  readonly ticks: readonly number[];
}

const width = 116;
const height = 20;
const inset = 5;

/** From a round share below all intervals to 1. */
export function barScale(estimates: readonly Estimate[]): BarScale {
  const lowest = Math.min(0.95, ...estimates.map(({ low, value }) => low ?? value ?? 1));
  const step = lowest > 0.86 ? 0.05 : lowest > 0.7 ? 0.1 : lowest > 0.5 ? 0.2 : 0.25;
  const from = Math.max(0, Math.floor(lowest / step + 1e-9) * step);
  const count = Math.round((1 - from) / step);
  return { from, ticks: Array.from({ length: count + 1 }, (_, index) => 1 - (count - index) * step) };
}

/** The axis for the head of the column. */
export function drawBarAxis(scale: BarScale): Html {
  const marks = scale.ticks.map(
    (tick) =>
      html`<text x="${place(tick, scale)}" y="10" text-anchor="middle">${Math.round(tick * 100)}</text><line x1="${place(tick, scale)}" x2="${place(tick, scale)}" y1="14" y2="18" stroke="${color("axis")}" stroke-width="0.75"/>`,
  );
  return html`<svg width="${width}" height="18" viewBox="0 0 ${width} 18" aria-hidden="true" font-size="10" font-weight="400" fill="${color("muted")}">${marks}</svg>`;
}

/** A dot and its interval on the scale of the column. */
export function drawIntervalBar(estimate: Estimate, scale: BarScale, hue: ColorName): Html {
  const { value, low, high } = estimate;
  if (value === null) return html``;
  const label = `${formatPercent(value)}, 95 % interval ${formatInterval(estimate, formatPercentNumber) ?? "unknown"}`;
  const grid = scale.ticks.map(
    (tick) =>
      html`<line x1="${place(tick, scale)}" x2="${place(tick, scale)}" y1="-7" y2="${height + 18}" stroke="${color("line")}" stroke-width="0.6"/>`,
  );
  const whisker =
    low !== null &&
    high !== null &&
    html`<rect x="${place(low, scale)}" y="${height / 2 - 3.5}" width="${(Number(place(high, scale)) - Number(place(low, scale))).toFixed(1)}" height="7" rx="1" fill="${color(hue)}" fill-opacity="0.38"/>`;
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${grid}${whisker}<circle cx="${place(value, scale)}" cy="${height / 2}" r="2.75" fill="${color(hue)}"/></svg>`;
}

function place(share: number, { from }: BarScale): string {
  return (inset + ((share - from) / (1 - from)) * (width - 2 * inset)).toFixed(1);
}
