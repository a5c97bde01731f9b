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

export interface WeightsToQuantize {
  readonly weight: Tensor<"float32">;
  readonly bias: Tensor<"float32"> | undefined;
  /** Of the output channels. */
  readonly axis: 0 | 1;
  /** Of the values that the weights are multiplied with. */
  readonly inputScale: number;
  /** Mean of each input channel: what rounding the weights adds to an output on average is then taken off its bias. */
  readonly means?: Float64Array | undefined;
  /** Groups of a convolution. */
  readonly groups?: number;
}

/**
 * Quantises weights symmetrically, each output channel by its greatest weight, to -64..64; each is within half a step.
 * The correction of the bias is that of Nagel et al. (2019), arXiv:1906.04721, section 4.2, with measured means.
 */
export function quantizeWeights({
  weight,
  bias,
  axis,
  inputScale,
  means,
  groups = 1,
}: WeightsToQuantize): QuantizedWeights {
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
  const shifts = means && meanShifts({ weight, axis, means, groups }, values, scales);
  const biasScales = scales.map((scale) => scale * inputScale);
  const rounded = Int32Array.from(biasScales, (scale, k) =>
    Math.round(((bias?.data[k] ?? 0) - (shifts?.[k] ?? 0)) / scale),
  );
  return {
    values: tensor("int8", weight.shape, values),
    scales: tensor("float32", [channels], scales),
    bias: tensor("int32", [channels], rounded),
    biasScales: tensor("float32", [channels], biasScales),
  };
}

/** What the rounding of the weights adds to each output on average: the sum of error times mean of the input channel. */
function meanShifts(
  {
    weight,
    axis,
    means,
    groups,
  }: Required<Pick<WeightsToQuantize, "weight" | "axis" | "groups">> & {
    readonly means: Float64Array;
  },
  values: Int8Array,
  scales: Float32Array,
): Float64Array {
  const outputs = scales.length;
  const shifts = new Float64Array(outputs);
  const [outputStride = 1, inputStride = 1] =
    axis === 0 ? stridesOf(weight.shape) : stridesOf(weight.shape).toReversed();
  const inputs = weight.shape[axis === 0 ? 1 : 0] ?? 1;
  for (let i = 0; i < values.length; i++) {
    const output = Math.floor(i / outputStride) % outputs;
    const group = Math.floor((output * groups) / outputs);
    const input = group * inputs + (Math.floor(i / inputStride) % inputs);
    const error = (values[i] ?? 0) * (scales[output] ?? 0) - (weight.data[i] ?? 0);
    shifts[output] = (shifts[output] ?? 0) + error * (means[input] ?? 0);
  }
  return shifts;
}
