import type { Random } from "../../tensor/random.ts";
import { type OrganelleKind, type PhantomClass, traitsOf } from "./phantom-class.ts";

/** What all images of one plant share: the group effect. */
export interface Plant {
  /** Factor on every length of an organelle, about 1. */
  readonly size: number;
  /** Factor on the amount of organelles, about 1. */
  readonly abundance: number;
  /** Share of the organelle mass in the mutant form, 0..1; small but rarely 0 in the wild type. */
  readonly severity: number;
  /** Where the brightest structures stand in the range of the detector, 1 = full scale. */
  readonly exposure: number;
  /** Detected photons at full scale: the fewer, the noisier. */
  readonly photons: number;
  /** Standard deviation of the read noise, as a share of full scale. */
  readonly readNoise: number;
  /** Black level, as a share of full scale; below 0 the darkest pixels are cut off. */
  readonly offset: number;
  /** Light of the cytoplasm relative to that of an organelle. */
  readonly cytoplasm: number;
  /** Share of the light that comes from far out of focus. */
  readonly haze: number;
  /** Standard deviation of the lateral point-spread function in micrometres. */
  readonly psf: number;
}

/** Draws a plant. All but `severity` is drawn alike for wild type and mutant. */
export function drawPlant(className: PhantomClass, random: Random): Plant {
  const { kind, mutant } = traitsOf[className];
  const severity = random.fork("severity");
  const factor = (deviation: number): number => Math.exp(random.normal(0, deviation));
  return {
    size: factor(0.06),
    abundance: factor(0.18),
    severity: severity.uniform(...severityRange[kind][mutant ? "mutant" : "wild"]),
    exposure: random.uniform(0.55, 1.1),
    photons: Math.exp(random.uniform(Math.log(35), Math.log(200))),
    readNoise: random.uniform(0.005, 0.018),
    offset: random.uniform(-0.02, 0.05),
    cytoplasm: random.uniform(0.02, 0.1),
    haze: random.uniform(0.08, 0.3),
    psf: random.uniform(0.11, 0.2),
  };
}

type Range = readonly [low: number, high: number];

/** A wild-type leaf shows a few odd organelles, a mutant leaf keeps normal ones. */
const severityRange: Readonly<Record<OrganelleKind, { readonly wild: Range; readonly mutant: Range }>> = {
  chloroplast: { wild: [0, 0.12], mutant: [0.5, 0.95] },
  mitochondrion: { wild: [0, 0.1], mutant: [0.65, 0.97] },
  peroxisome: { wild: [0, 0.06], mutant: [0.75, 0.98] },
};
