import { type ColorMap, colorOf, placeIn, type ValueRange } from "./color-map.ts";
import { checkPlane, type PlaneSize, type RgbImage } from "./rgb-image.ts";

export interface OverlayOptions {
  /** Default `inferno`; `diverging` for maps with negative values, whose range should then be symmetric about 0. */
  readonly map?: ColorMap | undefined;
  /** Values of no and of full heat; by default from 0 to the largest of the map, symmetric for `diverging`. */
  readonly range?: ValueRange | undefined;
  /** Of the hottest places, 0..1. */
  readonly opacity?: number | undefined;
}

/**
 * Heat laid over a grey picture. The opacity grows with the heat, so that cold places show the untouched picture, and
 * stays below 1, so that structures are seen through the hottest.
 *
 * @param grey [H, W] in 0..1.
 * @param heat [H, W]; NaN counts as cold.
 * @throws MorError `shape-mismatch` when a plane is not of that size.
 */
export function overlay(
  grey: Float32Array,
  heat: Float32Array,
  size: PlaneSize,
  options: OverlayOptions = {},
): RgbImage {
  checkPlane(grey, size);
  checkPlane(heat, size);
  const map = options.map ?? "inferno";
  const range = options.range ?? heatRange(heat, map);
  const opacity = options.opacity ?? 0.72;
  const data = new Uint8Array(grey.length * 3);
  for (let i = 0; i < grey.length; i++) {
    const below = 255 * Math.min(1, Math.max(0, grey[i] || 0));
    const place = placeIn(range, heat[i] || 0);
    const share = opacity * strengthOf(map, place);
    const color = colorOf(map, place);
    for (let channel = 0; channel < 3; channel++) {
      data[3 * i + channel] = Math.round(below + share * ((color[channel] ?? 0) - below));
    }
  }
  return { width: size.width, height: size.height, data };
}

/** Colours in memory with an opacity that is not multiplied in, interleaved. */
export interface HeatLayer extends PlaneSize {
  /** [H, W, 4], 0..255. */
  readonly data: Uint8Array;
}

/**
 * The heat alone, to be laid over any picture: laid with the opacity of `overlay` it gives the same colours.
 *
 * @param heat [H, W]; NaN counts as cold.
 * @throws MorError `shape-mismatch` when the plane is not of that size.
 */
export function heatLayer(
  heat: Float32Array,
  { height, width }: PlaneSize,
  options: Pick<OverlayOptions, "map" | "range"> = {},
): HeatLayer {
  checkPlane(heat, { height, width });
  const map = options.map ?? "inferno";
  const range = options.range ?? heatRange(heat, map);
  const data = new Uint8Array(heat.length * 4);
  for (let i = 0; i < heat.length; i++) {
    const place = placeIn(range, heat[i] || 0);
    data.set(colorOf(map, place), 4 * i);
    data[4 * i + 3] = Math.round(255 * strengthOf(map, place));
  }
  return { height, width, data };
}

/** The range that shows a map whole: 0 to its largest value, or as far below 0 as above. All 0 gives 0 to 1. */
export function heatRange(heat: Float32Array, map: ColorMap = "inferno"): ValueRange {
  let [lowest, highest] = [0, 0];
  for (const value of heat) {
    if (value > highest) highest = value;
    if (value < lowest) lowest = value;
  }
  if (map === "diverging") {
    const far = Math.max(highest, -lowest) || 1;
    return { low: -far, high: far };
  }
  return { low: 0, high: highest || 1 };
}

function strengthOf(map: ColorMap, place: number): number {
  return rise(map === "diverging" ? Math.abs(2 * place - 1) : place);
}

/** 0 up to a twelfth of the heat, then smoothly to 1 at four fifths. */
function rise(heat: number): number {
  const t = Math.min(1, Math.max(0, (heat - 1 / 12) / (0.8 - 1 / 12)));
  return t * t * (3 - 2 * t);
}
