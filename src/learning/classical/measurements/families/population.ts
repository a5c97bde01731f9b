import { describeObject } from "../plane/describe-object.ts";
import type { LabelledObjects } from "../plane/label-objects.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, ratio, summarize } from "../plane/statistics.ts";

/** Count, size, shape and brightness of all objects, by Otsu's threshold and by the local mean. */
export function measurePopulation(plane: PreparedPlane): Measurements {
  return [...describeAll("otsu", plane.otsu, plane), ...describeAll("local", plane.local, plane)];
}

function describeAll(
  level: string,
  { objects, width, height }: LabelledObjects,
  plane: PreparedPlane,
): Measurements {
  const shapes = objects.map((pixels) => describeObject(pixels, width));
  const areas = shapes.map(({ area }) => area);
  const covered = areas.reduce((sum, area) => sum + area, 0);
  const light = objects.map((pixels) => {
    let sum = 0;
    for (const at of pixels) sum += plane.smooth[at] ?? 0;
    return sum / pixels.length;
  });
  const near = objects.map((pixels) => {
    let sum = 0;
    for (const at of pixels) sum += plane.window[at] ?? 0;
    return sum;
  });
  const nearest = Math.max(0, ...near);
  const shares = [0.25, 0.5, 0.75, 1];
  return [
    [`${level}-count`, objects.length],
    [`${level}-density`, (1000 * objects.length) / (height * width)],
    [`${level}-coverage`, covered / (height * width)],
    [`${level}-largest-share`, ratio(Math.max(0, ...areas), covered)],
    // Objects of the middle, the largest counting as one: 2 for the halves of a divided nucleus.
    [`${level}-central-count`, near.reduce((sum, value) => sum + ratio(value, nearest), 0)],
    [`${level}-holes`, shapes.reduce((sum, { holes }) => sum + holes, 0)],
    ...summarize(`${level}-area`, areas, shares),
    ...summarize(
      `${level}-eccentricity`,
      shapes.map(({ eccentricity }) => eccentricity),
      shares,
    ),
    ...summarize(
      `${level}-solidity`,
      shapes.map(({ solidity }) => solidity),
      [0, 0.25, 0.5],
    ),
    ...summarize(
      `${level}-circularity`,
      shapes.map(({ circularity }) => circularity),
      shares,
    ),
    ...summarize(
      `${level}-max-feret`,
      shapes.map(({ maxFeret }) => maxFeret),
      shares,
    ),
    ...summarize(`${level}-brightness`, light, [0, 0.5, 1]),
  ];
}
