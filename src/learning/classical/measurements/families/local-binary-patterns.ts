import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, ratio } from "../plane/statistics.ts";

/**
 * Shares of the rotation-invariant uniform patterns of eight neighbours at radius 1, 2 and 3 (Ojala et al. 2002,
 * doi:10.1109/TPAMI.2002.1017623), weighted towards the middle and within the object there.
 */
export function measureLocalBinaryPatterns({
  smooth,
  unit,
  window,
  wide,
  height,
  width,
}: PreparedPlane): Measurements {
  const all: [string, number][] = [];
  for (const [radius, source] of [
    [1, unit],
    [2, smooth],
    [3, smooth],
  ] as const) {
    const codes = uniformPatterns(source, height, width, radius);
    const plane = new Float64Array(patternCount);
    const object = new Float64Array(patternCount);
    let total = 0;
    for (let i = 0; i < codes.length; i++) {
      const code = codes[i] ?? 0;
      plane[code] = (plane[code] ?? 0) + (window[i] ?? 0);
      total += window[i] ?? 0;
    }
    for (const at of wide) {
      const code = codes[at] ?? 0;
      object[code] = (object[code] ?? 0) + 1;
    }
    for (let code = 0; code < patternCount; code++) {
      all.push([`plane-${radius}-${code}`, ratio(plane[code] ?? 0, total)]);
      all.push([`object-${radius}-${code}`, ratio(object[code] ?? 0, wide.length)]);
    }
  }
  return all;
}

/** 0 to 8 set neighbours in one run, and 9 for all else. */
const patternCount = 10;

/** Neighbours between pixels are interpolated; the plane's edge is continued. */
function uniformPatterns(values: Float32Array, height: number, width: number, radius: number): Uint8Array {
  const out = new Uint8Array(values.length);
  const offsets = Array.from({ length: 8 }, (_, index): [number, number] => {
    const angle = (index * Math.PI) / 4;
    return [radius * Math.sin(angle), radius * Math.cos(angle)];
  });
  const at = (y: number, x: number): number =>
    values[Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))] ?? 0;
  const neighbours = offsets.map(([dy, dx]) => {
    // Whole numbers are whole in spite of sin and cos.
    const [v, u] = [Math.round(dy * 1e9) / 1e9, Math.round(dx * 1e9) / 1e9];
    const [top, left] = [Math.floor(v), Math.floor(u)];
    return { top, left, down: v - top, across: u - left };
  });
  const bits = new Uint8Array(8);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const here = at(y, x);
      let set = 0;
      for (let index = 0; index < 8; index++) {
        const place = neighbours[index];
        if (place === undefined) continue;
        const { top, left, down, across } = place;
        const [v, u] = [y + top, x + left];
        const upper = at(v, u) * (1 - across) + (across > 0 ? at(v, u + 1) * across : 0);
        const lower =
          down > 0 ? at(v + 1, u) * (1 - across) + (across > 0 ? at(v + 1, u + 1) * across : 0) : 0;
        // Equal but for rounding is equal, so that flat regions do not depend on the way of the sum.
        const bit = upper * (1 - down) + lower * down >= here - 1e-6 ? 1 : 0;
        bits[index] = bit;
        set += bit;
      }
      let changes = 0;
      for (let index = 0; index < 8; index++) if (bits[index] !== bits[(index + 1) % 8]) changes++;
      out[y * width + x] = changes <= 2 ? set : 9;
    }
  }
  return out;
}
