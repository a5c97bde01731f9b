import { stridesOf } from "../../tensor/shape.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";

/** Weights and bias of a layer as integers: w = values * scales for each output channel, b = bias * biasScales. */
export interface QuantizedWeights {
  readonly values: Tensor<"int8">;
  /** [channels], above 0. */
  readonly scales: Tensor<"float32">;
  readonly bias: Tensor<"int32">;
  readonly biasScales: Tensor<"float32">;
}

/**
 * 7 bits: without VNNI instructions, an x86 processor adds two products of 8 bits in 16, where 255 * 64 * 2 still fits
 * and 255 * 127 * 2 does not.
 */
const levels = 64;

/** A bias must fit into 32 bits with room for the sum that is added to it. */
const largestBias = 2 ** 30;

/**
 * Quantises weights symmetrically, each output channel by its greatest weight, to -64..64; each is within half a step.
 *
 * @param axis of the output channels.
 * @param inputScale of the values that the weights are multiplied with.
 */
export function quantizeWeights(
  weight: Tensor<"float32">,
  bias: Tensor<"float32"> | undefined,
  axis: number,
  inputScale: number,
): QuantizedWeights {
  const channels = weight.shape[axis] ?? 0;
  const stride = stridesOf(weight.shape)[axis] ?? 1;
  const scales = new Float32Array(channels);
  weight.data.forEach((value, i) => {
    const channel = Math.floor(i / stride) % channels;
    scales[channel] = Math.max(scales[channel] ?? 0, Math.abs(value) / levels);
  });
  for (let k = 0; k < channels; k++) {
    // A channel that is all but silent would have a bias of more than 32 bits; a silent one no scale at all.
    const least = Math.abs(bias?.data[k] ?? 0) / (inputScale * largestBias);
    scales[k] = Math.max(scales[k] ?? 0, least) || 1;
  }
  const values = Int8Array.from(weight.data, (value, i) =>
    Math.max(-levels, Math.min(levels, Math.round(value / (scales[Math.floor(i / stride) % channels] ?? 1)))),
  );
  const biasScales = scales.map((scale) => scale * inputScale);
  const rounded = Int32Array.from(biasScales, (scale, k) => Math.round((bias?.data[k] ?? 0) / scale));
  return {
    values: tensor("int8", weight.shape, values),
    scales: tensor("float32", [channels], scales),
    bias: tensor("int32", [channels], rounded),
    biasScales: tensor("float32", [channels], biasScales),
  };
}
