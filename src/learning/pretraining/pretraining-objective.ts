import { algebra } from "../../engine/graph/algebra.ts";
import type { Builder } from "../../engine/graph/builder.ts";
import type { Value } from "../../engine/graph/graph.ts";
import { softmaxCrossEntropy } from "../../engine/nn/losses.ts";
import type { Objective } from "../../engine/runtime/training-step.ts";
import type { TaskWidths } from "./pretraining-network.ts";

/** How much each task counts in the loss. */
export interface TaskWeights {
  readonly families: number;
  readonly parameters: number;
  readonly measurements: number;
}

/**
 * Cross-entropy of the families and masked smooth L1 losses of parameters and measurements, each task by its weight.
 * `targets` [N, 2 (parameters + measurements)]: the values, then for each 1 where it is known and 0 where not.
 */
export function pretrainingObjective(
  { families, parameters, measurements }: TaskWidths,
  weights: TaskWeights,
): Objective {
  const numbers = parameters + measurements;
  return {
    targets: 2 * numbers,
    loss(b, outputs, labels, targets) {
      const { add, mul, slice } = algebra(b);
      const columns = (from: number, width: number) => ({
        predicted: slice(outputs, 1, families + from, families + from + width),
        wanted: slice(targets, 1, from, from + width),
        known: slice(targets, 1, numbers + from, numbers + from + width),
      });
      let loss = mul(softmaxCrossEntropy(b, slice(outputs, 1, 0, families), labels), weights.families);
      if (parameters > 0) {
        loss = add(loss, mul(maskedSmoothL1(b, columns(0, parameters)), weights.parameters));
      }
      if (measurements > 0) {
        loss = add(loss, mul(maskedSmoothL1(b, columns(parameters, measurements)), weights.measurements));
      }
      return loss;
    },
  };
}

export interface MaskedPrediction {
  /** [N, K] */
  readonly predicted: Value;
  /** [N, K], any finite number where nothing is known. */
  readonly wanted: Value;
  /** [N, K], 1 where `wanted` counts and 0 where it does not. */
  readonly known: Value;
}

/**
 * Mean over what is known of d²/2 for |d| < 1 and |d| - 1/2 beyond; 0 where nothing is known. Equal to
 * `torch.nn.functional.smooth_l1_loss` on the known elements.
 */
export function maskedSmoothL1(b: Builder, { predicted, wanted, known }: MaskedPrediction): Value {
  const { div, mul, sub, sum } = algebra(b);
  const distance = b.op("Abs", [sub(predicted, wanted)]);
  const near = b.op("Clip", [distance, b.number(0), b.number(1)]);
  const losses = mul(near, sub(distance, mul(near, 0.5)));
  const count = b.op("Max", [sum(known, [0, 1]), b.number(1)]);
  return div(sum(mul(losses, known), [0, 1]), count);
}
