import type { Random } from "../../tensor/random.ts";
import { type FormulaFamily, formulaFamilies } from "./formula-family.ts";
import { formulaParameters, parameterRow } from "./formula-parameters.ts";
import { takePhotograph } from "./optics/photograph.ts";
import { drawSpecimen, drawSpecimenOf, type Specimen } from "./specimen/draw-specimen.ts";

export type { FormulaFamily, Specimen };
export { drawSpecimen, drawSpecimenOf, formulaFamilies, formulaParameters };

/** A rule-made fluorescence image with what is known of it (the idea: Kataoka et al. 2022, doi:10.1007/s11263-021-01555-8). */
export interface FormulaImage {
  readonly family: FormulaFamily;
  /** Edge in pixels. */
  readonly size: number;
  /** Row-major [size, size], 0..1, quantised as a detector does. */
  readonly data: Float32Array;
  /** In the order of `formulaParameters`; NaN where one does not apply. */
  readonly parameters: Float32Array;
}

/** Photographs a specimen: two calls give two views, turned, shifted, zoomed, lit and noisy in their own ways. */
export function photographSpecimen(specimen: Specimen, random: Random, size: number): FormulaImage {
  const { data, values } = takePhotograph(specimen, random, size);
  const ofPhotograph = parameterRow(values);
  const parameters = specimen.parameters.map((value, at) => {
    const own = ofPhotograph[at] ?? Number.NaN;
    return Number.isNaN(own) ? value : own;
  });
  return { family: specimen.family, size, data, parameters };
}

/** Draws a specimen and photographs it. */
export function drawFormulaImage(random: Random, size: number): FormulaImage {
  return photographSpecimen(drawSpecimen(random), random, size);
}
