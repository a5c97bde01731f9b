import { describeObject } from "../plane/describe-object.ts";
import type { PreparedPlane } from "../plane/prepare-plane.ts";
import type { Measurements } from "../plane/statistics.ts";

/** Shape of the object in the middle, at Otsu's threshold there and at half of it. */
export function measureMainObject({ main, wide, height, width }: PreparedPlane): Measurements {
  const all: [string, number][] = [];
  for (const [level, pixels] of [
    ["half", wide],
    ["full", main],
  ] as const) {
    for (const [name, value] of shapeOf(pixels, height, width)) all.push([`${level}-${name}`, value]);
  }
  const [less, more] = [wide.length, main.length];
  all.push(["growth", more === 0 ? 0 : less / more]);
  return all;
}

function shapeOf(pixels: Int32Array, height: number, width: number): Measurements {
  if (pixels.length === 0) return names.map((name) => [name, 0]);
  const shape = describeObject(pixels, width);
  const offset = Math.hypot(shape.centreX - (width - 1) / 2, shape.centreY - (height - 1) / 2);
  return [
    ["area", shape.area],
    ["perimeter", shape.perimeter],
    ["eccentricity", shape.eccentricity],
    ["major-axis", shape.majorAxis],
    ["minor-axis", shape.minorAxis],
    ["elongation", shape.majorAxis / shape.minorAxis],
    ["solidity", shape.solidity],
    ["circularity", shape.circularity],
    ["max-feret", shape.maxFeret],
    ["min-feret", shape.minFeret],
    ["feret-ratio", shape.maxFeret / shape.minFeret],
    ["holes", shape.holes],
    ["radius-deviation", shape.radiusDeviation],
    ["radius-least", shape.radiusLeast],
    ["radius-most", shape.radiusMost],
    // Least for an ellipse: 1; lobes and gaps raise it.
    ["spread", (Math.PI * shape.majorAxis * shape.minorAxis) / (4 * shape.area)],
    ["offset", offset / Math.min(height, width)],
  ];
}

const names = [
  "area",
  "perimeter",
  "eccentricity",
  "major-axis",
  "minor-axis",
  "elongation",
  "solidity",
  "circularity",
  "max-feret",
  "min-feret",
  "feret-ratio",
  "holes",
  "radius-deviation",
  "radius-least",
  "radius-most",
  "spread",
  "offset",
];
