import { throwIfCancelled } from "../../../errors.ts";
import { batchSizeOf } from "../model/batches.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";

/** Altered copies of some inputs, to be scored. */
export interface Variants {
  /** Inputs, and altered copies of each. */
  readonly count: number;
  readonly perInput: number;
  /** Writes copy `variant` of the input at `index` into `out` [C, H, W], which holds what was there before. */
  write(index: number, variant: number, out: Float32Array): void;
  /** Takes the probabilities [K] of that copy; the array is used again. */
  take(index: number, variant: number, probabilities: Float32Array): void;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of inputs of which all copies are scored. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Scores altered copies in full batches, which may hold copies of several inputs; memory is that of one batch.
 * @throws MorError `cancelled`.
 */
export async function scoreVariants(model: ExplainableModel, variants: Variants): Promise<void> {
  const { channels, height, width } = model.input;
  const length = channels * height * width;
  const { count, perInput, signal, onProgress } = variants;
  const total = count * perInput;
  const size = batchSizeOf(model, total);
  const batch = new Float32Array(size * length);
  const classes = model.classCount;
  for (let start = 0; start < total; start += size) {
    throwIfCancelled(signal);
    const filled = Math.min(size, total - start);
    for (let slot = 0; slot < filled; slot++) {
      const at = start + slot;
      const out = batch.subarray(slot * length, (slot + 1) * length);
      variants.write(Math.floor(at / perInput), at % perInput, out);
    }
    const scores = await model.score(batch.subarray(0, filled * length), filled);
    for (let slot = 0; slot < filled; slot++) {
      const at = start + slot;
      const row = scores.subarray(slot * classes, (slot + 1) * classes);
      variants.take(Math.floor(at / perInput), at % perInput, row);
    }
    onProgress?.(Math.floor((start + filled) / perInput));
  }
}

/**
 * The logarithm of p / (1 - p) for one class of a row of probabilities, unlike p not flat where a network is sure of
 * itself: 1 - p is the sum of the others, which float32 holds when p itself is rounded to 1.
 *
 * @param floor below which both sides are cut: a share of votes can be 0, and its logarithm would drown all else.
 */
export function logOdds(probabilities: Float32Array, target: number, floor: number): number {
  let others = 0;
  for (let k = 0; k < probabilities.length; k++) if (k !== target) others += probabilities[k] ?? 0;
  return Math.log(Math.max(floor, probabilities[target] ?? 0)) - Math.log(Math.max(floor, others));
}

/** A softmax of a network is smooth; the scores of a classical model may be votes, coarse and exactly 0 or 1. */
export function logOddsFloor(model: ExplainableModel): number {
  return model.network ? 1e-12 : 1e-3;
}
