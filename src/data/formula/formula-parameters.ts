/**
 * Regression targets, true values of the specimen and, the last five, of the photograph. Lengths are shares of the
 * edge of the field of view. NaN where a value does not apply, otherwise mostly within -2..2.
 *
 * - `count` log2(objects in the field) / 4 - 1
 * - `size` log2(mean radius of a disc of the same area / 0.06) / 2
 * - `sizeSpread` standard deviation over mean of these radii, NaN for one object
 * - `elongation` log2(mean length over width) / 4; the length of a net is that of all its tubes
 * - `curvature` turning of a thread over its length in half turns, at most 2; threads and bent bodies
 * - `branching` share of nodes with three or more branches; nets
 * - `solidity` area over area of the convex hull, mean of the bodies
 * - `roughness` log2(outline over that of an ellipse of the same area and axes), mean of the bodies
 * - `hollowness` 0 solid or domed .. 1 an empty shell
 * - `coverage` share of the field with more than a quarter of the brightest light
 * - `spread` log2(root mean square distance of light from its centre / 0.2) / 2
 * - `anisotropy` 1 - short over long axis of the distribution of light
 * - `order` 0 edges in all directions .. 1 all parallel
 * - `polarity` distance of the objects' centre from the cell's over the cell's radius, NaN without cell
 * - `clustering` mean distance to the next object over its expectation for random places (Clark and Evans 1954), NaN below 4
 * - `textureScale` log2(wavelength of texture / 0.08) / 2, NaN without texture
 * - `textureContrast` standard deviation of texture over its mean, 0..1; bodies
 * - `foci` share of the body's light in bright spots; bodies
 * - `holes` share of the body's area in dark holes; bodies
 * - `brightnessSpread` standard deviation of the logarithm of brightness between objects, NaN for one
 * - `cellSize` log2(radius of the cell / 0.4), NaN without cell
 * - `psf` log2(deviation of the point-spread function / 0.012) / 2
 * - `signalToNoise` log10(brightest light over its noise) - 1
 * - `background` share of the light that does not come from the specimen in the section
 * - `haze` light of the specimen that is out of focus over that in focus
 * - `exposure` log2(brightest light over full scale) / 2 + 0.5
 */
export const formulaParameters = [
  "count",
  "size",
  "sizeSpread",
  "elongation",
  "curvature",
  "branching",
  "solidity",
  "roughness",
  "hollowness",
  "coverage",
  "spread",
  "anisotropy",
  "order",
  "polarity",
  "clustering",
  "textureScale",
  "textureContrast",
  "foci",
  "holes",
  "brightnessSpread",
  "cellSize",
  "psf",
  "signalToNoise",
  "background",
  "haze",
  "exposure",
] as const;

export type FormulaParameter = (typeof formulaParameters)[number];

/** Values by name; what is missing does not apply. */
export type ParameterValues = { [name in FormulaParameter]?: number };

/** A row in the order of `formulaParameters`, NaN where a value is missing, kept within -2.5..2.5. */
export function parameterRow(values: ParameterValues): Float32Array {
  return Float32Array.from(formulaParameters, (name) =>
    Math.min(2.5, Math.max(-2.5, values[name] ?? Number.NaN)),
  );
}
