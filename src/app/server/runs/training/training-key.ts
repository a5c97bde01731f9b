import type { TrainSpec } from "../../../tasks/run/train-spec.ts";

/** Options that the page settles itself: where the images are, and where the run goes. */
type Settled = "data" | "out" | "resume" | "force" | "root" | "allowOutside";

/** An option of training that the page offers. */
export type TrainingKey = Exclude<keyof TrainSpec, Settled>;
