import { modernAugmentation } from "../../data/augment/augment-planes.ts";
import type { Augmentation } from "../../data/batch/training-batches.ts";
import type { IntensityScaling } from "../../data/images/image.ts";
import { adam, adamW } from "../../engine/optim/adam.ts";
import type { Optimizer } from "../../engine/optim/optimizer.ts";
import { constantSchedule, oneCycleSchedule, type Schedule } from "../../engine/optim/schedule.ts";

/** Everything about training that is not the network or the data. */
export interface Recipe {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Steps in an epoch; by default as many as see each training tile once. */
  readonly stepsPerEpoch?: number;
  readonly optimizer: Optimizer;
  readonly schedule: (learningRate: number, steps: number) => Schedule;
  readonly labelSmoothing: number;
  /** 1 draws all classes equally often, 0 as they come; see `drawEpoch`. */
  readonly classBalance: number;
  readonly augmentation: Augmentation;
  readonly scaling: IntensityScaling;
  /** `auto`: quarters for images of 192 pixels or more, else whole. */
  readonly tiles: "quarters" | "auto";
  /** Which weights are kept: those of the best validation accuracy, or the last. */
  readonly select: "best" | "last";
  /** Decay of the running average of the weights; 0 keeps no average. */
  readonly averaging: number;
  /** Predictions are averaged over the 8 symmetries of the square. */
  readonly symmetries: boolean;
  /** Phrases for the methods section. */
  readonly words: { readonly optimizer: string; readonly schedule: string };
}

export type RecipeName = "paper" | "modern";

/** Training recipes by name; every number can be overridden. `fine-tuning` is for networks that know something. */
export const recipes: Readonly<Record<RecipeName | "fine-tuning", Recipe>> = {
  /** Li et al. (2021), doi:10.1093/plphys/kiab223, methods. */
  paper: {
    epochs: 100,
    batch: 128,
    learningRate: 1e-4,
    stepsPerEpoch: 100,
    optimizer: adam(),
    schedule: constantSchedule,
    labelSmoothing: 0,
    classBalance: 1,
    augmentation: { kind: "symmetries" },
    scaling: { kind: "full-range" },
    tiles: "quarters",
    select: "best",
    averaging: 0,
    symmetries: false,
    words: { optimizer: "Adam", schedule: "constant" },
  },
  modern: {
    epochs: 40,
    batch: 64,
    learningRate: 4e-3,
    optimizer: adamW({ weightDecay: 0.05 }),
    schedule: (rate, steps) => oneCycleSchedule(rate, { steps }),
    labelSmoothing: 0.1,
    classBalance: 0.5,
    augmentation: { kind: "random", options: modernAugmentation },
    scaling: { kind: "per-image" },
    tiles: "auto",
    select: "last",
    averaging: 0.98,
    symmetries: true,
    words: { optimizer: "AdamW", schedule: "one-cycle" },
  },
  "fine-tuning": {
    epochs: 13,
    batch: 32,
    learningRate: 1e-3,
    optimizer: adamW({ weightDecay: 0.02 }),
    schedule: (rate, steps) => oneCycleSchedule(rate, { steps, warmUpShare: 0.2 }),
    labelSmoothing: 0.1,
    classBalance: 0.5,
    augmentation: { kind: "random", options: modernAugmentation },
    scaling: { kind: "percentile", low: 1, high: 99.8 },
    tiles: "auto",
    select: "last",
    averaging: 0.98,
    symmetries: true,
    words: { optimizer: "AdamW", schedule: "one-cycle" },
  },
};
