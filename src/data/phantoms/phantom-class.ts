/** The six classes of Li et al. 2021 (doi:10.1093/plphys/kiab223), sorted by name. */
export const phantomClasses = [
  "chlo_enlarged",
  "chlo_normal",
  "mito_elongated",
  "mito_normal",
  "pex_elongated",
  "pex_normal",
] as const;

export type PhantomClass = (typeof phantomClasses)[number];

export type OrganelleKind = "chloroplast" | "mitochondrion" | "peroxisome";

export interface ClassTraits {
  readonly kind: OrganelleKind;
  /** True for the division mutants, false for the wild type. */
  readonly mutant: boolean;
}

/** What a class name stands for. */
export const traitsOf: Readonly<Record<PhantomClass, ClassTraits>> = {
  chlo_enlarged: { kind: "chloroplast", mutant: true },
  chlo_normal: { kind: "chloroplast", mutant: false },
  mito_elongated: { kind: "mitochondrion", mutant: true },
  mito_normal: { kind: "mitochondrion", mutant: false },
  pex_elongated: { kind: "peroxisome", mutant: true },
  pex_normal: { kind: "peroxisome", mutant: false },
};

/** Range of pixel sizes in micrometres; it hangs on the organelle alone, so that it cannot betray a mutant. */
export const pixelSizeRange: Readonly<Record<OrganelleKind, readonly [low: number, high: number]>> = {
  chloroplast: [0.3, 0.4],
  mitochondrion: [0.18, 0.24],
  peroxisome: [0.18, 0.24],
};
