import { padPlane } from "../plane/pad-plane.ts";
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
  const frame = radius + 1;
  const padded = padPlane(values, height, width, frame);
  const stride = width + 2 * frame;
  const neighbours = Array.from({ length: 8 }, (_, index) => neighbourAt(radius, index, stride));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y + frame) * stride + x + frame;
      // Equal but for rounding is equal, so that flat regions do not depend on the way of the sum.
      const here = (padded[at] ?? 0) - 1e-6;
      let bits = 0;
      for (let index = 0; index < 8; index++) {
        const place = neighbours[index] as Neighbour; // there are eight
        const from = at + place.offset;
        const value =
          (padded[from] ?? 0) * place.weight0 +
          (padded[from + 1] ?? 0) * place.weight1 +
          (padded[from + stride] ?? 0) * place.weight2 +
          (padded[from + stride + 1] ?? 0) * place.weight3;
        if (value >= here) bits |= 1 << index;
      }
      out[y * width + x] = patternOf[bits] ?? 0;
    }
  }
  return out;
}

/** Pattern of eight neighbours as bits. */
const patternOf = Uint8Array.from({ length: 256 }, (_, bits) => {
  const turned = ((bits << 1) | (bits >> 7)) & 255;
  return countBits(bits ^ turned) <= 2 ? countBits(bits) : 9;
});

function countBits(value: number): number {
  return value === 0 ? 0 : (value & 1) + countBits(value >> 1);
}

interface Neighbour {
  /** From the pixel to the first of the four that are mixed. */
  readonly offset: number;
  readonly weight0: number;
  readonly weight1: number;
  readonly weight2: number;
  readonly weight3: number;
}

function neighbourAt(radius: number, index: number, stride: number): Neighbour {
  const angle = (index * Math.PI) / 4;
  // Whole numbers are whole in spite of sin and cos.
  const [dy, dx] = [Math.sin(angle), Math.cos(angle)].map((part) => Math.round(radius * part * 1e9) / 1e9);
  const [top, left] = [Math.floor(dy ?? 0), Math.floor(dx ?? 0)];
  const [down, across] = [(dy ?? 0) - top, (dx ?? 0) - left];
  return {
    offset: top * stride + left,
    weight0: (1 - down) * (1 - across),
    weight1: (1 - down) * across,
    weight2: down * (1 - across),
    weight3: down * across,
  };
}
