import type { LabelledObjects } from "../plane/label-objects.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, ratio } from "../plane/statistics.ts";

/** Length, branches and ends of the middle lines of all objects: networks of tubules against dots. */
export function measureSkeleton({ otsu, local }: PreparedPlane): Measurements {
  return [...describeSkeleton("otsu", otsu), ...describeSkeleton("local", local)];
}

/** The mean over the four corners that thinning can begin with, so that no direction counts. */
function describeSkeleton(level: string, objects: LabelledObjects): Measurements {
  let length = 0;
  let ends = 0;
  let branches = 0;
  for (const corner of corners) {
    const counts = countLines(objects, corner);
    length += counts.length / corners.length;
    ends += counts.ends / corners.length;
    branches += counts.branches / corners.length;
  }
  const area = objects.objects.reduce((sum, pixels) => sum + pixels.length, 0);
  const count = objects.objects.length;
  return [
    [`${level}-length`, length],
    [`${level}-length-density`, length / (objects.height * objects.width)],
    [`${level}-width`, ratio(area, length)],
    [`${level}-length-per-object`, ratio(length, count)],
    [`${level}-branches`, ratio(100 * branches, length)],
    [`${level}-branches-per-object`, ratio(branches, count)],
    [`${level}-ends-per-object`, ratio(ends, count)],
  ];
}

/** Bits of the eight neighbours, clockwise from above. */
const [up, right, down, left] = [1, 4, 16, 64];

/** Two sides that meet; the opposite ones are the other two. */
const corners = [
  [right, down],
  [down, left],
  [left, up],
  [up, right],
] as const;

/** Number of set neighbours, and of runs of them around the pixel, for each way that neighbours can be set. */
const setOf = new Uint8Array(256);
const runsOf = new Uint8Array(256);
for (let bits = 0; bits < 256; bits++) {
  for (let place = 0; place < 8; place++) {
    const isSet = (bits >> place) & 1;
    const isNextSet = (bits >> ((place + 1) % 8)) & 1;
    setOf[bits] = (setOf[bits] ?? 0) + isSet;
    runsOf[bits] = (runsOf[bits] ?? 0) + (isSet === 0 && isNextSet === 1 ? 1 : 0);
  }
}

function countLines(
  { objects, height, width }: LabelledObjects,
  corner: readonly [number, number],
): { length: number; ends: number; branches: number } {
  const stride = width + 2;
  const mask = new Uint8Array((height + 2) * stride);
  const pixels: number[] = [];
  for (const object of objects) {
    for (const at of object) {
      const place = (Math.floor(at / width) + 1) * stride + (at % width) + 1;
      mask[place] = 1;
      pixels.push(place);
    }
  }
  const lines = thin(mask, stride, pixels, corner);
  let ends = 0;
  let branches = 0;
  for (const place of lines) {
    const bits = neighbours(mask, place, stride);
    if ((setOf[bits] ?? 0) <= 1) ends++;
    else if ((runsOf[bits] ?? 0) >= 3) branches++;
  }
  return { length: lines.length, ends, branches };
}

/**
 * Thins to lines of one pixel (Zhang and Suen 1984, doi:10.1145/357994.358023), in place; returns the pixels that remain.
 *
 * @param first the corner of the first of both passes.
 */
function thin(
  mask: Uint8Array,
  stride: number,
  pixels: readonly number[],
  first: readonly [number, number],
): readonly number[] {
  const passes = [toRemovable(first), toRemovable([(first[0] << 4) % 255, (first[1] << 4) % 255])];
  let rest = pixels;
  for (let changed = true; changed; ) {
    changed = false;
    for (const removable of passes) {
      const gone = rest.filter((place) => removable[neighbours(mask, place, stride)] === 1);
      if (gone.length === 0) continue;
      for (const place of gone) mask[place] = 0;
      rest = rest.filter((place) => mask[place] === 1);
      changed = true;
    }
  }
  return rest;
}

/** For each way that neighbours can be set, 1 where the pixel goes in the pass of this corner. */
function toRemovable([a, b]: readonly [number, number]): Uint8Array {
  const others = (up | right | down | left) & ~(a | b);
  return Uint8Array.from({ length: 256 }, (_, bits) => {
    const set = setOf[bits] ?? 0;
    const isKept = (bits & a) !== 0 && (bits & b) !== 0 && (bits & others) !== 0;
    return set >= 2 && set <= 6 && runsOf[bits] === 1 && !isKept ? 1 : 0;
  });
}

function neighbours(mask: Uint8Array, place: number, stride: number): number {
  const above = place - stride;
  const below = place + stride;
  return (
    (mask[above] ?? 0) |
    ((mask[above + 1] ?? 0) << 1) |
    ((mask[place + 1] ?? 0) << 2) |
    ((mask[below + 1] ?? 0) << 3) |
    ((mask[below] ?? 0) << 4) |
    ((mask[below - 1] ?? 0) << 5) |
    ((mask[place - 1] ?? 0) << 6) |
    ((mask[above - 1] ?? 0) << 7)
  );
}
