import type { FeatureNetwork } from "../../../engine/nn/feature-network.ts";
import type { Weights } from "../../../engine/nn/scope.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import { fromKeras, type KerasWeight, kerasWeights } from "./keras-weights.ts";

/**
 * Weights made by a rule that any program can follow: they let a network be tested, and stand in where those learnt on
 * ImageNet cannot be had. Random filters see edges and textures, but have learnt nothing.
 *
 * Weight k (from 0, in the order of Keras) is filled in the order of Keras' layout from `u`, uniform in -1..1, with the
 * seed k + 1. Filters are `u sqrt(6 / fan in)`, so that activations keep their size; scales 1 + 0.1 u, variances
 * 1 + 0.5 u, all else 0.1 u.
 */
export function ruleMadeWeights(network: FeatureNetwork): Weights {
  return new Map(
    kerasWeights(network).map((weight, index) => [
      weight.name,
      fromKeras(weight, ruleMadeValues(weight, index + 1)),
    ]),
  );
}

/** `count` numbers in -1..1, `offset + factor u` each: mulberry32, Tommy Ettinger's generator of 32 bits of state. */
export function uniformSequence(seed: number, count: number, factor = 1, offset = 0): Float32Array {
  const out = new Float32Array(count);
  let state = seed | 0;
  for (let index = 0; index < count; index++) {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    out[index] = offset + factor * (2 * (((bits ^ (bits >>> 14)) >>> 0) / 4294967296) - 1);
  }
  return out;
}

/** The numbers of one weight in the layout of Keras. */
export function ruleMadeValues({ weight, shape }: KerasWeight, seed: number): Float32Array {
  const count = sizeOf(shape);
  if (weight === "gamma") return uniformSequence(seed, count, 0.1, 1);
  if (weight === "moving_variance") return uniformSequence(seed, count, 0.5, 1);
  if (weight !== "kernel") return uniformSequence(seed, count, 0.1);
  const fanIn = sizeOf(shape.slice(0, -1));
  return uniformSequence(seed, count, Math.sqrt(6 / fanIn));
}
