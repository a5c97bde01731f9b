import type { OrganelleNetOptions } from "../../engine/nn/networks/organelle-net.ts";
import type { FormulaPoolSpec } from "./formula-pool.ts";
import type { PretrainOptions } from "./pretrain.ts";

/** All that decides the organelle backbone's weights but for rounding, which is the processor's. */
export interface OrganelleRecipe {
  readonly pool: FormulaPoolSpec;
  /** Images of the pool. */
  readonly images: number;
  readonly network: OrganelleNetOptions;
  readonly training: Pick<
    PretrainOptions,
    "seed" | "epochs" | "batch" | "learningRate" | "weightDecay" | "tasks"
  >;
}

/** How the weights in the package were made. */
export const organelleRecipe: OrganelleRecipe = {
  pool: {
    seed: 1,
    size: 64,
    measurements: [
      "intensity",
      "object",
      "population",
      "threshold",
      "haralick",
      "zernike",
      "radial",
      "pattern",
      "skeleton",
    ],
  },
  images: 40_000,
  network: { widths: [16, 48, 96, 176] },
  training: {
    seed: 1,
    epochs: 4,
    batch: 64,
    learningRate: 3e-3,
    weightDecay: 0.02,
    tasks: { families: 0.2, parameters: 1, measurements: 2 },
  },
};
