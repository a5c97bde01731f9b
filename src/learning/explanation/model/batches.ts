import { throwIfCancelled } from "../../../errors.ts";
import type { ExplainableModel } from "./explainable-model.ts";

/** Bytes that the values of one run may take, gradients included, and inputs of one run at most. */
const [runBytes, largestBatch] = [2 ** 28, 32];

/** Inputs that one run of a derived graph takes, so that memory stays bounded for large networks and large images. */
export function batchSizeOf({ input, network }: ExplainableModel, count: number): number {
  const layers = network?.layers ?? [];
  const values = [input, ...layers].map(({ channels, height, width }) => channels * height * width);
  // Three of each: a layer has values before and behind its activation, and a gradient.
  const bytes = 12 * values.reduce((sum, size) => sum + size, 0);
  return Math.max(1, Math.min(largestBatch, count, Math.floor(runBytes / bytes)));
}

export interface BatchedRun {
  /** Inputs in all. */
  readonly count: number;
  /** Inputs of one run. */
  readonly batch: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Calls `run` for one stretch of inputs after the other; the last may be shorter. @throws MorError `cancelled` */
export async function inBatches(
  { count, batch, signal, onProgress }: BatchedRun,
  run: (start: number, end: number) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < count; start += batch) {
    throwIfCancelled(signal);
    const end = Math.min(count, start + batch);
    await run(start, end);
    onProgress?.(end);
  }
}
