import { tensor } from "../../tensor/tensor.ts";
import { algebra } from "../graph/algebra.ts";
import type { Value } from "../graph/graph.ts";
import { glorotUniform, heNormal, type Initializer, onesFill, zerosFill } from "./initializers.ts";
import type { Scope } from "./scope.ts";

/** Zeros around an image: so many on each side, or as Keras' `same`, where the size is divided by the stride, rounded up. */
export type Padding = number | "same";

export interface ConvOptions {
  /** One number for squares, or height and width. */
  readonly kernel?: number | readonly [number, number];
  readonly stride?: number;
  readonly padding?: Padding;
  readonly groups?: number;
  readonly bias?: boolean;
  readonly initialize?: Initializer;
}

/** Two-dimensional convolution: [N, C, H, W] -> [N, filters, H', W']. Parameters `name.weight`, `name.bias`. */
export function conv2d(
  scope: Scope,
  name: string,
  x: Value,
  filters: number,
  options: ConvOptions = {},
): Value {
  const { kernel = 3, stride = 1, padding = 0, groups = 1, bias = true, initialize = heNormal } = options;
  const channels = Number(x.shape[1]);
  const sides = typeof kernel === "number" ? [kernel, kernel] : kernel;
  const weight = scope.parameter(`${name}.weight`, [filters, channels / groups, ...sides], initialize);
  const inputs = bias
    ? [x, weight, scope.parameter(`${name}.bias`, [filters], zerosFill, { decay: false })]
    : [x, weight];
  return scope.b.op("Conv", inputs, {
    kernel_shape: sides,
    strides: [stride, stride],
    pads: padsOf(x, sides, stride, padding),
    group: groups,
  });
}

/** Each channel has its own filter. Parameter `name.weight` [C, 1, k, k]. */
export function depthwiseConv2d(scope: Scope, name: string, x: Value, options: ConvOptions = {}): Value {
  const channels = Number(x.shape[1]);
  return conv2d(scope, name, x, channels, { ...options, groups: channels });
}

/** Fully connected: [N, in] -> [N, units]. Parameters `name.weight` [in, units], `name.bias`. */
export function dense(
  scope: Scope,
  name: string,
  x: Value,
  units: number,
  initialize: Initializer = glorotUniform,
): Value {
  const weight = scope.parameter(`${name}.weight`, [Number(x.shape[1]), units], initialize);
  const bias = scope.parameter(`${name}.bias`, [units], zerosFill, { decay: false });
  return scope.b.op("Gemm", [x, weight, bias]);
}

export interface BatchNormOptions {
  /** Share of the old running statistics that is kept at each step: 0.9 as in PyTorch, 0.99 in Keras. */
  readonly momentum?: number;
  readonly epsilon?: number;
  readonly initialScale?: Initializer;
  /** False: the scale is 1, and no parameter. */
  readonly scaled?: boolean;
}

/**
 * Batch normalisation over all axes but 1 (Ioffe and Szegedy 2015, arXiv:1502.03167). Training uses the batch's
 * statistics and updates `name.runningMean` and `name.runningVariance` (unbiased, as PyTorch does); inference uses those.
 */
export function batchNorm(scope: Scope, name: string, x: Value, options: BatchNormOptions = {}): Value {
  const { momentum = 0.9, epsilon = 1e-5, initialScale = onesFill, scaled = true } = options;
  const channels = Number(x.shape[1]);
  const scale = scaled
    ? scope.parameter(`${name}.scale`, [channels], initialScale, { decay: false })
    : scope.b.constant(tensor("float32", [channels], new Float32Array(channels).fill(1)));
  const shift = scope.parameter(`${name}.shift`, [channels], zerosFill, { decay: false });
  const mean = scope.buffer(`${name}.runningMean`, [channels], zerosFill);
  const variance = scope.buffer(`${name}.runningVariance`, [channels], onesFill);
  return normalizeBatch(scope, { x, scale, shift, mean, variance }, { momentum, epsilon });
}

/** The values that batch normalisation computes with; all but `x` [N, C, ...] are [C]. */
export interface NormalizationInputs {
  readonly x: Value;
  readonly scale: Value;
  readonly shift: Value;
  /** Running statistics; buffers of the scope, whose next values training gives. */
  readonly mean: Value;
  readonly variance: Value;
}

/** Batch normalisation with parameters and buffers that are there already; see `batchNorm`. */
export function normalizeBatch(
  scope: Scope,
  { x, scale, shift, mean, variance }: NormalizationInputs,
  { momentum = 0.9, epsilon = 1e-5 }: Omit<BatchNormOptions, "initialScale"> = {},
): Value {
  const { b } = scope;
  if (!scope.training) return b.op("BatchNormalization", [x, scale, shift, mean, variance], { epsilon });
  // Not the operator's training mode: WebGPU has none, and on the CPU it writes over the statistics that it reads.
  const { add, div, mul, reshape, sub } = algebra(b);
  const channels = Number(x.shape[1]);
  const axes = x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  const channelwise = (value: Value): Value =>
    reshape(
      value,
      x.shape.map((_, axis) => (axis === 1 ? channels : 1)),
    );
  const count = axes.reduce((product, axis) => product * Number(x.shape[axis]), 1);
  const batchMean = b.op("ReduceMean", [x, b.integers(axes)], { keepdims: 0 });
  const centred = sub(x, channelwise(batchMean));
  const squares = b.op("ReduceSumSquare", [centred, b.integers(axes)], { keepdims: 0 });
  const deviation = b.op("Sqrt", [add(div(squares, count), epsilon)]);
  const unbiased = div(squares, Math.max(1, count - 1));
  scope.update(mean.name, add(mul(mean, momentum), mul(batchMean, 1 - momentum)));
  scope.update(variance.name, add(mul(variance, momentum), mul(unbiased, 1 - momentum)));
  return add(mul(centred, channelwise(div(scale, deviation))), channelwise(shift));
}

/** Sets each element to 0 with probability `rate` and scales the others by 1 / (1 - rate); identity in inference. */
export function dropout(scope: Scope, x: Value, rate: number): Value {
  if (!scope.training || rate === 0) return x;
  const { mul } = algebra(scope.b);
  const mask = scope.mask(x.shape.map(Number), 1 - rate);
  return mul(x, mul(mask, 1 / (1 - rate)));
}

export function relu(scope: Scope, x: Value): Value {
  return scope.b.op("Relu", [x]);
}

/** min(max(x, 0), 6): a rectifier that low precision can hold. */
export function relu6(scope: Scope, x: Value): Value {
  return scope.b.op("Clip", [x, scope.b.number(0), scope.b.number(6)]);
}

/** Adds `width` rows and columns of zeros on each side of [N, C, H, W]. */
export function zeroPad(scope: Scope, x: Value, width: number): Value {
  const { b } = scope;
  // With its axes named: else ONNX Runtime 1.30 makes it the padding of a max pooling behind it, which is of -infinity.
  return b.op("Pad", [x, b.integers([width, width, width, width]), b.number(0), b.integers([2, 3])]);
}

/** Joins along the channels. */
export function concat(scope: Scope, values: readonly Value[]): Value {
  return scope.b.op("Concat", values, { axis: 1 });
}

export interface AveragePoolOptions {
  readonly stride?: number;
  readonly padding?: Padding;
  /** Whether the zeros of the padding count in the mean, as in PyTorch; Keras leaves them out. */
  readonly countPadding?: boolean;
}

/** Non-overlapping windows by default. */
export function averagePool(scope: Scope, x: Value, size = 2, options: AveragePoolOptions = {}): Value {
  const { stride = size, padding = 0, countPadding = false } = options;
  return scope.b.op("AveragePool", [x], {
    kernel_shape: [size, size],
    strides: [stride, stride],
    pads: padsOf(x, [size, size], stride, padding),
    count_include_pad: countPadding ? 1 : 0,
  });
}

/** Non-overlapping windows by default. */
export function maxPool(scope: Scope, x: Value, size = 2, stride: number = size): Value {
  return scope.b.op("MaxPool", [x], { kernel_shape: [size, size], strides: [stride, stride] });
}

export function globalAveragePool(scope: Scope, x: Value): Value {
  return flatten(scope, scope.b.op("GlobalAveragePool", [x]));
}

export function globalMaxPool(scope: Scope, x: Value): Value {
  return flatten(scope, scope.b.op("GlobalMaxPool", [x]));
}

/** [N, ...] -> [N, product of the rest]. */
export function flatten(scope: Scope, x: Value): Value {
  return scope.b.op("Flatten", [x], { axis: 1 });
}

/** Rows above, columns to the left, rows below, columns to the right. */
function padsOf(x: Value, kernel: readonly number[], stride: number, padding: Padding): number[] {
  if (padding !== "same") return [padding, padding, padding, padding];
  const totals = kernel.map((side, axis) => {
    const size = Number(x.shape[axis + 2]);
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + side - size);
  });
  // An odd number of zeros has the greater half at the end, as in TensorFlow.
  return [...totals.map((total) => Math.floor(total / 2)), ...totals.map((total) => Math.ceil(total / 2))];
}
