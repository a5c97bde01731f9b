import { z } from "zod";
import { throwIfCancelled } from "../../errors.ts";
import { metricsAtLevels } from "../../learning/evaluation/metrics-at-levels.ts";
import { readPredictions } from "../../learning/evaluation/predictions/read-predictions.ts";
import type { MetricsFile } from "../../learning/metrics/metric-set.ts";
import { type Effects, startStage } from "./effects.ts";

export interface EvaluatePredictionsSpec {
  readonly predictions: string;
  readonly part: string;
  readonly classes?: readonly string[] | undefined;
  readonly tilesPerImage: number;
  readonly bootstrap: number;
  readonly seed: number;
}

/** The content of a `metrics.json`. */
export type EvaluateResult = MetricsFile;

export const evaluatePredictionsFields: {
  readonly [Key in keyof EvaluatePredictionsSpec]-?: z.ZodType<EvaluatePredictionsSpec[Key]>;
} = {
  predictions: z
    .string()
    .min(1)
    .describe("Stored predictions: a CSV with columns p_<class>, or the paper's HDF5")
    .meta({ metavar: "FILE" }),
  part: z.string().min(1).default("test").describe("Part that was scored: train, val or test"),
  classes: z
    .array(z.string().min(1))
    .min(2)
    .optional()
    .describe("Class of each column of an HDF5 file (default: the paper's six)")
    .meta({ metavar: "CLASS" }),
  tilesPerImage: z.int().min(1).default(4).describe("Rows of an HDF5 file that are tiles of one image"),
  bootstrap: z.int().min(1).max(100_000).default(1000).describe("Resamples for the intervals"),
  seed: z.int().min(0).max(0xffffffff).default(0).describe("Seed of the resampling"),
};

/** Scores stored predictions, at every level that they have. */
export async function evaluatePredictions(
  spec: EvaluatePredictionsSpec,
  effects: Effects,
): Promise<EvaluateResult> {
  const stage = startStage(effects, "Scoring predictions");
  const table = await readPredictions(spec.predictions, {
    ...(spec.classes === undefined ? {} : { classes: spec.classes }),
    tilesPerImage: spec.tilesPerImage,
  });
  throwIfCancelled(effects.signal);
  const metrics = metricsAtLevels(table, { part: spec.part, bootstrap: spec.bootstrap, seed: spec.seed });
  stage.end();
  return metrics;
}
