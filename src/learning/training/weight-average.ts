import type { Tensor } from "../../tensor/tensor.ts";

/** A running average of the weights (Polyak and Juditsky 1992, doi:10.1137/0330046), exponential with warm-up. */
export interface WeightAverage {
  /** Takes in the weights after one step. */
  update(weights: ReadonlyMap<string, Tensor<"float32">>, step: number): void;
  /** Averages by name; those of the caller are not changed later. */
  snapshot(): Map<string, Tensor<"float32">>;
}

/**
 * @param names what is averaged: parameters and running statistics.
 * @param decay share of the old average that is kept; in the first steps less, (1 + step) / (10 + step).
 */
export function createWeightAverage(
  first: ReadonlyMap<string, Tensor<"float32">>,
  names: readonly string[],
  decay: number,
): WeightAverage {
  const averages = new Map(
    names.flatMap((name) => {
      const tensor = first.get(name);
      return tensor ? [[name, { ...tensor, data: tensor.data.slice() }] as const] : [];
    }),
  );
  return {
    update(weights, step) {
      const kept = Math.min(decay, (1 + step) / (10 + step));
      for (const [name, { data: average }] of averages) {
        const current = weights.get(name)?.data;
        if (!current) continue;
        for (let index = 0; index < average.length; index++) {
          average[index] = kept * (average[index] ?? 0) + (1 - kept) * (current[index] ?? 0);
        }
      }
    },
    snapshot: () =>
      new Map([...averages].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }])),
  };
}
