import { MorError } from "../../../errors.ts";
import { measureGradients } from "./families/gradients.ts";
import { measureGranularity } from "./families/granularity.ts";
import { measureHaralick } from "./families/haralick.ts";
import { measureIntensity } from "./families/intensity.ts";
import { measureLocalBinaryPatterns } from "./families/local-binary-patterns.ts";
import { measureMainObject } from "./families/main-object.ts";
import { measurePopulation } from "./families/population.ts";
import { measureRadial } from "./families/radial.ts";
import { measureSkeleton } from "./families/skeleton.ts";
import { measureThresholdSeries } from "./families/threshold-series.ts";
import { measureZernike } from "./families/zernike.ts";
import { type Plane, type PreparedPlane, preparePlane } from "./plane/prepare-plane.ts";
import type { Measurements } from "./plane/statistics.ts";

/** One kind of measurement; its names are the same for every plane. */
export type MeasurementFamily = (plane: PreparedPlane) => Measurements;

/** All families, in the order of the vector. */
export const measurementFamilies: Readonly<Record<string, MeasurementFamily>> = {
  intensity: measureIntensity,
  object: measureMainObject,
  population: measurePopulation,
  threshold: measureThresholdSeries,
  granularity: measureGranularity,
  haralick: measureHaralick,
  zernike: measureZernike,
  radial: measureRadial,
  gradient: measureGradients,
  pattern: measureLocalBinaryPatterns,
  skeleton: measureSkeleton,
};

/**
 * Measures shape and texture of one plane, of any scale of intensities: the same, but for rounding, for a plane that is
 * turned by a quarter or mirrored. Planes of more than 256 pixels a side are averaged down first, and lengths are in the pixels of what remains. Never
 * NaN: gaps count as the darkest pixel, and what a blank plane does not have is 0.
 *
 * @param families names of the families; all by default.
 * @returns in the order of `measurementNames`.
 * @throws MorError `usage` for an unknown family; `shape-mismatch` for an empty plane or data of another length.
 */
export function measurePlane(plane: Plane, families?: readonly string[]): Float32Array {
  return Float32Array.from(measureNamed(plane, families), ([, value]) =>
    Number.isFinite(value) ? value : 0,
  );
}

/** "haralick/plane-1-contrast" ..., the names of the measurements. @throws MorError `usage` for an unknown family. */
export function measurementNames(families?: readonly string[]): string[] {
  const blank = { data: new Float32Array(256), height: 16, width: 16 };
  return measureNamed(blank, families).map(([name]) => name);
}

function measureNamed(
  plane: Plane,
  families: readonly string[] = Object.keys(measurementFamilies),
): [string, number][] {
  if (plane.data.length === 0 || plane.data.length !== plane.height * plane.width) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${plane.height} x ${plane.width} pixels, at least one, got ${plane.data.length} (measurements)`,
    );
  }
  const prepared = preparePlane(plane);
  return families.flatMap((family) => {
    const measure = measurementFamilies[family];
    if (measure === undefined) {
      throw new MorError("usage", `Expected a family of measurements, got "${family}"`, {
        hint: `There are: ${Object.keys(measurementFamilies).join(", ")}.`,
      });
    }
    return measure(prepared).map(([name, value]): [string, number] => [`${family}/${name}`, value]);
  });
}
