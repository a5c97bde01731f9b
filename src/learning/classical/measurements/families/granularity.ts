import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, ratio } from "../plane/statistics.ts";

/**
 * Which share of the light openings with discs of growing radius take away, and which share closings add: the sizes of
 * bright and of dark grains (Maragos 1989, doi:10.1109/34.192465). Weighted towards the middle, and within the object
 * there.
 */
export function measureGranularity({ unit, window, wide, height, width }: PreparedPlane): Measurements {
  const all: [string, number][] = [];
  const light = { window: 0, object: 0 };
  for (let i = 0; i < unit.length; i++) light.window += Math.abs(unit[i] ?? 0) * (window[i] ?? 0);
  for (const at of wide) light.object += unit[at] ?? 0;
  for (const [name, sign] of [
    ["bright", 1],
    ["dark", -1],
  ] as const) {
    const source = sign === 1 ? unit : unit.map((value) => -value);
    let before = source;
    for (const radius of radii) {
      const after = openWithDisc(source, height, width, radius);
      let lost = 0;
      for (let i = 0; i < unit.length; i++) {
        lost += ((before[i] ?? 0) - (after[i] ?? 0)) * (window[i] ?? 0);
      }
      let lostInside = 0;
      for (const at of wide) lostInside += (before[at] ?? 0) - (after[at] ?? 0);
      all.push([`${name}-${radius}`, ratio(lost, light.window)]);
      all.push([`object-${name}-${radius}`, ratio(lostInside, light.object)]);
      before = after;
    }
  }
  return all;
}

const radii = [1, 2, 3, 4, 6, 8];

/** Grey erosion, then dilation, with a disc of (2 radius + 1) pixels; outside of the plane there is nothing. */
export function openWithDisc(
  values: Float32Array,
  height: number,
  width: number,
  radius: number,
): Float32Array {
  const eroded = extremeInDisc(values, height, width, radius, -1);
  return extremeInDisc(eroded, height, width, radius, 1);
}

/** Largest (sign 1) or least (sign -1) value within the disc. */
function extremeInDisc(
  values: Float32Array,
  height: number,
  width: number,
  radius: number,
  sign: 1 | -1,
): Float32Array {
  const out = new Float32Array(values.length).fill(Number.NEGATIVE_INFINITY);
  const runs = new Map<number, Float32Array>();
  for (let dy = -radius; dy <= radius; dy++) {
    const half = Math.floor(Math.sqrt(radius * radius - dy * dy + 1e-9));
    const spread = runs.get(half) ?? largestInRuns(values, height, width, half, sign);
    runs.set(half, spread);
    for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
      const to = y * width;
      const from = (y + dy) * width;
      for (let x = 0; x < width; x++) {
        const value = spread[from + x] ?? 0;
        if (value > (out[to + x] ?? 0)) out[to + x] = value;
      }
    }
  }
  return sign === 1 ? out : out.map((value) => -value);
}

/** Largest value of sign * values within `half` pixels to the left and right. */
function largestInRuns(
  values: Float32Array,
  height: number,
  width: number,
  half: number,
  sign: 1 | -1,
): Float32Array {
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = Number.NEGATIVE_INFINITY;
      const end = Math.min(width - 1, x + half);
      for (let u = Math.max(0, x - half); u <= end; u++) {
        const value = sign * (values[y * width + u] ?? 0);
        if (value > most) most = value;
      }
      out[y * width + x] = most;
    }
  }
  return out;
}
