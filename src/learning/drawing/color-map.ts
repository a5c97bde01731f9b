import { interpolateInferno, interpolateViridis } from "d3-scale-chromatic";
import { checkPlane, type PlaneSize, type RgbImage } from "./rgb-image.ts";

/**
 * From a number to a colour, in equal steps for the eye. `inferno` and `viridis` as in matplotlib; `diverging` is black for
 * nought, ever lighter blue below and orange above, equally bright on both sides.
 */
export type ColorMap = "inferno" | "viridis" | "grey" | "diverging";

/** Red, green and blue, 0..255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** Which numbers the ends of a colour map stand for. */
export interface ValueRange {
  readonly low: number;
  readonly high: number;
}

const steps = 256;

/** The colour at `t` in 0..1, clipped; NaN is that of 0, and the middle of `diverging`. */
export function colorOf(map: ColorMap, t: number): Rgb {
  const place = Number.isNaN(t) ? (map === "diverging" ? 0.5 : 0) : Math.min(1, Math.max(0, t));
  return tableOf(map)[Math.round(place * (steps - 1))] ?? [0, 0, 0];
}

/**
 * A plane in colours.
 *
 * @param plane [H, W]; values outside of the range have the colours of its ends.
 * @throws MorError `shape-mismatch` when the plane is not of that size.
 */
export function colorImage(plane: Float32Array, size: PlaneSize, map: ColorMap, range: ValueRange): RgbImage {
  checkPlane(plane, size);
  const data = new Uint8Array(plane.length * 3);
  for (let i = 0; i < plane.length; i++) data.set(colorOf(map, placeIn(range, plane[i] ?? 0)), 3 * i);
  return { width: size.width, height: size.height, data };
}

/** Where a value lies in a range, 0..1 within; 0 for an empty range. */
export function placeIn({ low, high }: ValueRange, value: number): number {
  return high > low ? (value - low) / (high - low) : 0;
}

const tables = new Map<ColorMap, readonly Rgb[]>();

function tableOf(map: ColorMap): readonly Rgb[] {
  const known = tables.get(map);
  if (known) return known;
  const made = Array.from({ length: steps }, (_, i) => ramps[map](i / (steps - 1)));
  tables.set(map, made);
  return made;
}

const ramps: Readonly<Record<ColorMap, (t: number) => Rgb>> = {
  inferno: (t) => parseColor(interpolateInferno(t)),
  viridis: (t) => parseColor(interpolateViridis(t)),
  grey: (t) => [Math.round(255 * t), Math.round(255 * t), Math.round(255 * t)],
  diverging: (t) => {
    const strength = Math.abs(2 * t - 1);
    const [hue, chroma] = t < 0.5 ? [250, 0.15] : [55, 0.16];
    // The ends stay coloured: white would pass for the bright structures that lie below.
    return fromOklch(0.84 * strength, chroma * Math.sin(0.75 * Math.PI * strength), hue);
  },
};

/** "#rrggbb" or "rgb(r, g, b)". */
function parseColor(text: string): Rgb {
  const numbers = text.startsWith("#")
    ? [1, 3, 5].map((start) => Number.parseInt(text.slice(start, start + 2), 16))
    : (text.match(/\d+/g) ?? []).map(Number);
  const [red = 0, green = 0, blue = 0] = numbers;
  return [red, green, blue];
}

/** Source: Ottosson B (2020), A perceptual color space for image processing. */
function fromOklch(lightness: number, chroma: number, hue: number): Rgb {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    toSrgb(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    toSrgb(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    toSrgb(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function toSrgb(linear: number): number {
  const value = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
}
