import type { LabelledObjects } from "../plane/label-objects.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, ratio } from "../plane/statistics.ts";

/** Length, branches and ends of the middle lines of all objects: networks of tubules against dots. */
export function measureSkeleton({ otsu, local }: PreparedPlane): Measurements {
  return [...describeSkeleton("otsu", otsu), ...describeSkeleton("local", local)];
}

function describeSkeleton(level: string, { labels, objects, height, width }: LabelledObjects): Measurements {
  const lines = thin(
    Uint8Array.from(labels, (label) => (label > 0 ? 1 : 0)),
    height,
    width,
  );
  let length = 0;
  let ends = 0;
  let branches = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (lines[y * width + x] === 0) continue;
      length++;
      const { set, runs } = neighbourhood(lines, height, width, y, x);
      if (set <= 1) ends++;
      else if (runs >= 3) branches++;
    }
  }
  const area = objects.reduce((sum, pixels) => sum + pixels.length, 0);
  return [
    [`${level}-length`, length],
    [`${level}-length-density`, length / (height * width)],
    [`${level}-width`, ratio(area, length)],
    [`${level}-length-per-object`, ratio(length, objects.length)],
    [`${level}-branches`, ratio(100 * branches, length)],
    [`${level}-branches-per-object`, ratio(branches, objects.length)],
    [`${level}-ends-per-object`, ratio(ends, objects.length)],
  ];
}

/** Thins to lines of one pixel (Zhang and Suen 1984, doi:10.1145/357994.358023). */
function thin(mask: Uint8Array, height: number, width: number): Uint8Array {
  const out = mask.slice();
  let pixels = [...out.keys()].filter((at) => out[at] === 1);
  for (let changed = true; changed; ) {
    changed = false;
    for (const pass of [0, 1]) {
      const gone = pixels.filter((at) => isRemovable(out, height, width, at, pass));
      for (const at of gone) out[at] = 0;
      if (gone.length > 0) {
        changed = true;
        pixels = pixels.filter((at) => out[at] === 1);
      }
    }
  }
  return out;
}

function isRemovable(mask: Uint8Array, height: number, width: number, at: number, pass: number): boolean {
  const x = at % width;
  const y = (at - x) / width;
  const { set, runs, up, right, down, left } = neighbourhood(mask, height, width, y, x);
  if (set < 2 || set > 6 || runs !== 1) return false;
  return pass === 0
    ? up * right * down === 0 && right * down * left === 0
    : up * right * left === 0 && up * down * left === 0;
}

/** Set neighbours, runs of them around the pixel, and the four that share a side. */
function neighbourhood(
  mask: Uint8Array,
  height: number,
  width: number,
  y: number,
  x: number,
): { set: number; runs: number; up: number; right: number; down: number; left: number } {
  const at = y * width + x;
  const [hasUp, hasDown, hasLeft, hasRight] = [y > 0, y < height - 1, x > 0, x < width - 1];
  const up = hasUp ? (mask[at - width] ?? 0) : 0;
  const upRight = hasUp && hasRight ? (mask[at - width + 1] ?? 0) : 0;
  const right = hasRight ? (mask[at + 1] ?? 0) : 0;
  const downRight = hasDown && hasRight ? (mask[at + width + 1] ?? 0) : 0;
  const down = hasDown ? (mask[at + width] ?? 0) : 0;
  const downLeft = hasDown && hasLeft ? (mask[at + width - 1] ?? 0) : 0;
  const left = hasLeft ? (mask[at - 1] ?? 0) : 0;
  const upLeft = hasUp && hasLeft ? (mask[at - width - 1] ?? 0) : 0;
  const runs =
    (1 - up) * upRight +
    (1 - upRight) * right +
    (1 - right) * downRight +
    (1 - downRight) * down +
    (1 - down) * downLeft +
    (1 - downLeft) * left +
    (1 - left) * upLeft +
    (1 - upLeft) * up;
  const set = up + upRight + right + downRight + down + downLeft + left + upLeft;
  return { set, runs, up, right, down, left };
}
