import { blurGaussian } from "../../../../data/augment/blur-gaussian.ts";
import type { ColorMap, ValueRange } from "../../../../learning/drawing/color-map.ts";
import type { ExplanationMethod } from "../../../../learning/explanation/methods/method.ts";
import type { PixelSize } from "../tile-places.ts";

/** What of a method decides how its maps look. */
export type HeatKind = Pick<ExplanationMethod, "needs" | "signed">;

/** How maps of a method are laid over images. */
export interface HeatStyle {
  readonly map: ColorMap;
  /** Of the hottest places. */
  readonly opacity: number;
  /** By how much the image below is darkened. */
  readonly brightness: number;
}

/** A map as it is to be seen. */
export interface Heat extends HeatStyle {
  /** [H, W] */
  readonly plane: Float32Array;
  readonly range: ValueRange;
}

/** Maps of single pixels are laid over a darkened image. */
export function heatStyle({ needs, signed }: HeatKind): HeatStyle {
  const map = signed ? "diverging" : "inferno";
  return needs === "gradients"
    ? { map, opacity: 0.9, brightness: 0.6 }
    : { map, opacity: 0.72, brightness: 1 };
}

/**
 * How a map is drawn in all figures and on the page. Maps of single pixels are grainy: to be seen they are smoothed, by 2
 * pixels in an image of 256. The range ends where few pixels lie above.
 *
 * @param map [H, W] of the size at which it is shown; it stays as it is.
 */
export function heatOf(map: Float32Array, size: PixelSize, kind: HeatKind): Heat {
  const plane = kind.needs === "gradients" ? smooth(map, size) : map;
  const high = usualHigh(plane, kind.signed);
  return { ...heatStyle(kind), plane, range: { low: kind.signed ? -high : 0, high } };
}

function smooth(map: Float32Array, { height, width }: PixelSize): Float32Array {
  const out = map.map((value) => (Number.isFinite(value) ? value : 0));
  const deviation = Math.min(height, width) / 128;
  if (deviation > 0.3) blurGaussian(out, { channels: 1, height, width }, deviation);
  return out;
}

/** A few pixels far above the rest must not make a map of pixels look empty. */
function usualHigh(map: Float32Array, isSigned: boolean): number {
  const sizes = Float32Array.from(
    map,
    (value) => (isSigned ? Math.abs(value) : Math.max(0, value)) || 0,
  ).sort();
  const usual = sizes[Math.floor(0.995 * (sizes.length - 1))] ?? 0;
  return usual > 0 ? usual : (sizes.at(-1) ?? 0) || 1;
}
