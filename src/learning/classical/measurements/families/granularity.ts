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
    const source = sign === 1 ? unit : negate(unit);
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

/** Largest (sign 1) or least (sign -1) value within the disc, one pair of rows of it after the other. */
function extremeInDisc(
  values: Float32Array,
  height: number,
  width: number,
  radius: number,
  sign: 1 | -1,
): Float32Array {
  const out = new Float32Array(values.length).fill(Number.NEGATIVE_INFINITY);
  let spread = sign === 1 ? values : negate(values);
  let half = 0;
  for (let dy = radius; dy >= 0; dy--) {
    const wished = Math.floor(Math.sqrt(radius * radius - dy * dy + 1e-9));
    for (; half < wished; half++) spread = widen(spread, height, width);
    takeLarger(out, spread, dy * width);
    if (dy > 0) takeLarger(out, spread, -dy * width);
  }
  return sign === 1 ? out : negate(out);
}

/** A loop, which takes a fifth of the time of `map`. */
function negate(values: Float32Array): Float32Array {
  const out = new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = -(values[i] as number); // in range
  return out;
}

/** Raises each value to the one `shift` places further, where there is one. */
function takeLarger(out: Float32Array, source: Float32Array, shift: number): void {
  const end = Math.min(out.length, out.length - shift);
  for (let i = Math.max(0, -shift); i < end; i++) {
    const value = source[i + shift] as number; // in range
    if (value > (out[i] as number)) out[i] = value; // in range
  }
}

/** The largest of each value and its neighbours to the left and right. */
function widen(values: Float32Array, height: number, width: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let y = 0; y < height; y++) {
    const from = y * width;
    const last = from + width - 1;
    let before = values[from] as number; // in range, as all below
    let here = before;
    for (let i = from; i <= last; i++) {
      const after = i < last ? (values[i + 1] as number) : here;
      const most = before > here ? before : here;
      out[i] = most > after ? most : after;
      before = here;
      here = after;
    }
  }
  return out;
}
