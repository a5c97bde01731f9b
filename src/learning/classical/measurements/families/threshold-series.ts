import { labelObjects } from "../plane/label-objects.ts";
import { type Mask, maskGeometry, thresholdMask } from "../plane/mask.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, quantile, ratio } from "../plane/statistics.ts";

/**
 * Area, perimeter, Euler number and parts above rising thresholds (Minkowski functionals): over the whole plane, and
 * within the object in the middle, where the thresholds are its own.
 */
export function measureThresholdSeries(plane: PreparedPlane): Measurements {
  const { height, width, smooth, wide } = plane;
  const all: [string, number][] = [];
  for (const level of [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9]) {
    const mask = thresholdMask(smooth, height, width, level);
    all.push(...describe(`plane-${Math.round(100 * level)}`, mask, height * width));
  }
  const inside = Float32Array.from(wide, (at) => smooth[at] ?? 0).sort();
  const top = quantile(inside, 0.98);
  for (const level of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) {
    const mask = { data: new Uint8Array(height * width), height, width };
    for (const at of wide) mask.data[at] = (smooth[at] ?? 0) > level * top ? 1 : 0;
    all.push(...describe(`object-${Math.round(100 * level)}`, mask, wide.length));
    const objects = labelObjects(mask, 3)
      .objects.map(({ length }) => length)
      .sort((a, b) => b - a);
    const area = objects.reduce((sum, size) => sum + size, 0);
    all.push([`object-${Math.round(100 * level)}-parts`, objects.length]);
    all.push([`object-${Math.round(100 * level)}-first-share`, ratio(objects[0] ?? 0, area)]);
    all.push([`object-${Math.round(100 * level)}-second-share`, ratio(objects[1] ?? 0, area)]);
  }
  return all;
}

function describe(name: string, mask: Mask, size: number): [string, number][] {
  const { area, perimeter, eulerNumber } = maskGeometry(mask);
  return [
    [`${name}-area`, ratio(area, size)],
    [`${name}-perimeter`, ratio(perimeter, Math.sqrt(area))],
    [`${name}-euler`, eulerNumber],
  ];
}
