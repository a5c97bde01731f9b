import { blurGaussian } from "../../../../data/augment/blur-gaussian.ts";
import { type LabelledObjects, labelObjects } from "./label-objects.ts";
import { type Mask, thresholdMask } from "./mask.ts";
import { otsuThreshold } from "./otsu.ts";
import { quantile } from "./statistics.ts";

/** A plane of intensities, row by row. */
export interface Plane {
  readonly data: Float32Array;
  readonly height: number;
  readonly width: number;
}

/** What the families of measurements share. */
export interface PreparedPlane {
  readonly height: number;
  readonly width: number;
  /** Intensities as they came; NaN and infinities are the least finite value. */
  readonly raw: Float32Array;
  /** 0 at the background (5 % quantile), 1 at the brightest (99.8 %), not cut; zeros for a blank plane. */
  readonly unit: Float32Array;
  /** `unit` blurred by one pixel. */
  readonly smooth: Float32Array;
  /** Weight of each pixel around the middle: a Gaussian of a fifth of the shorter side. */
  readonly window: Float32Array;
  /** Objects of at least four pixels: above Otsu's threshold, above that of the middle, above the local mean. */
  readonly otsu: LabelledObjects;
  readonly centre: LabelledObjects;
  readonly local: LabelledObjects;
  /** The object with most light in the middle, of `centre`; empty for a blank plane. */
  readonly main: Int32Array;
  /** The same above half of that threshold. */
  readonly wide: Int32Array;
}

/** Planes are averaged down by whole factors until no side is longer. */
export const maxSide = 256;

export function preparePlane(plane: Plane): PreparedPlane {
  const { data: raw, height, width } = shrink(withoutGaps(plane));
  const sorted = raw.slice().sort();
  const background = quantile(sorted, 0.05);
  const range = quantile(sorted, 0.998) - background;
  const unit = raw.map((value) => (range > 0 ? (value - background) / range : 0));
  const smooth = unit.slice();
  if (range > 0) blurGaussian(smooth, { channels: 1, height, width }, 1);
  const window = centreWindow(height, width);
  const objectsAbove = (threshold: number): LabelledObjects =>
    labelObjects(range > 0 ? thresholdMask(smooth, height, width, threshold) : blank(height, width), minArea);
  const centreThreshold = otsuThreshold(smooth, window);
  const centre = objectsAbove(centreThreshold);
  const light = smooth.map((value, index) => value * (window[index] ?? 0));
  return {
    height,
    width,
    raw,
    unit,
    smooth,
    window,
    otsu: objectsAbove(otsuThreshold(smooth)),
    centre,
    local: labelObjects(range > 0 ? localMask(smooth, height, width) : blank(height, width), minArea),
    main: brightest(centre, light),
    wide: brightest(objectsAbove(centreThreshold / 2), light),
  };
}

const minArea = 4;

function withoutGaps({ data, height, width }: Plane): Plane {
  let least = Number.POSITIVE_INFINITY;
  let hasGaps = false;
  for (const value of data) {
    if (!Number.isFinite(value)) hasGaps = true;
    else if (value < least) least = value;
  }
  if (!hasGaps) return { data, height, width };
  const fill = Number.isFinite(least) ? least : 0;
  return { data: data.map((value) => (Number.isFinite(value) ? value : fill)), height, width };
}

function shrink(plane: Plane): Plane {
  const factor = Math.ceil(Math.max(plane.height, plane.width) / maxSide);
  if (factor <= 1) return plane;
  const height = Math.max(1, Math.floor(plane.height / factor));
  const width = Math.max(1, Math.floor(plane.width / factor));
  const data = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let count = 0;
      for (let v = y * factor; v < Math.min(plane.height, (y + 1) * factor); v++) {
        for (let u = x * factor; u < Math.min(plane.width, (x + 1) * factor); u++) {
          sum += plane.data[v * plane.width + u] ?? 0;
          count++;
        }
      }
      data[y * width + x] = sum / count;
    }
  }
  return { data, height, width };
}

function centreWindow(height: number, width: number): Float32Array {
  const deviation = 0.2 * Math.min(height, width);
  const out = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const square = (x - (width - 1) / 2) ** 2 + (y - (height - 1) / 2) ** 2;
      out[y * width + x] = Math.exp(-square / (2 * deviation * deviation));
    }
  }
  return out;
}

/** Above the mean of a neighbourhood of an eighth of the shorter side by a twentieth of the range. */
function localMask(smooth: Float32Array, height: number, width: number): Mask {
  const mean = smooth.slice();
  blurGaussian(mean, { channels: 1, height, width }, Math.max(2, Math.min(height, width) / 16));
  return thresholdMask(
    smooth.map((value, index) => value - (mean[index] ?? 0)),
    height,
    width,
    0.05,
  );
}

function blank(height: number, width: number): Mask {
  return { data: new Uint8Array(height * width), height, width };
}

function brightest({ objects }: LabelledObjects, light: Float32Array): Int32Array {
  let best = new Int32Array();
  let most = 0;
  for (const object of objects) {
    let sum = 0;
    for (const at of object) sum += light[at] ?? 0;
    if (sum > most) {
      most = sum;
      best = Int32Array.from(object);
    }
  }
  return best;
}
