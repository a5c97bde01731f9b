import { z } from "zod";
import { MorError } from "../../errors.ts";
import type { MetricsFile } from "../../learning/metrics/metric-set.ts";
import type { Effects } from "./effects.ts";
import {
  type EvaluatePredictionsSpec,
  evaluatePredictions,
  evaluatePredictionsFields,
} from "./evaluate-predictions.ts";
import { type EvaluateRunSpec, evaluateRun, evaluateRunFields } from "./run/evaluate-run.ts";
import type { SpecSchema } from "./spec.ts";

/** Either a run, with other data or without, or stored predictions. */
export type EvaluateSpec = Omit<EvaluateRunSpec, "run"> &
  Omit<EvaluatePredictionsSpec, "predictions" | "part" | "seed"> & {
    readonly run?: string | undefined;
    readonly predictions?: string | undefined;
  };

export const evaluateSpec: SpecSchema<EvaluateSpec> = z.strictObject({
  ...evaluateRunFields,
  run: z.optional(evaluateRunFields.run),
  ...evaluatePredictionsFields,
  predictions: z.optional(evaluatePredictionsFields.predictions),
  part: evaluateRunFields.part,
  seed: evaluateRunFields.seed,
});

/** Scores a run's model, or predictions that are stored in a file. @throws MorError `usage` for both or neither. */
export async function evaluate(spec: EvaluateSpec, effects: Effects): Promise<MetricsFile> {
  const { run, predictions } = spec;
  if ((run === undefined) === (predictions === undefined)) {
    throw new MorError(
      "usage",
      `Expected a run or --predictions, got ${run === undefined ? "neither" : "both"}`,
      {
        hint: "As in: mor evaluate runs/leaf, or mor evaluate --predictions predictions.csv",
      },
    );
  }
  if (predictions !== undefined) {
    if (spec.out !== undefined) {
      throw new MorError("usage", "Expected --out with a run, got it with --predictions", {
        hint: "Scores of stored predictions are printed; --json prints them as a metrics.json.",
      });
    }
    const { part = "test", seed = 0 } = spec;
    return await evaluatePredictions({ ...spec, predictions, part, seed }, effects);
  }
  return await evaluateRun({ ...spec, run: run ?? "" }, effects);
}
