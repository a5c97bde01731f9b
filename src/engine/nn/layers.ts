import { algebra } from "../graph/algebra.ts";
import type { Value } from "../graph/graph.ts";
import { glorotUniform, heNormal, type Initializer, onesFill, zerosFill } from "./initializers.ts";
import type { Scope } from "./scope.ts";

export interface ConvOptions {
  readonly kernel?: number;
  readonly stride?: number;
  /** Zeros added on each side. */
  readonly padding?: number;
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
  const weight = scope.parameter(`${name}.weight`, [filters, channels / groups, kernel, kernel], initialize);
  const inputs = bias
    ? [x, weight, scope.parameter(`${name}.bias`, [filters], zerosFill, { decay: false })]
    : [x, weight];
  return scope.b.op("Conv", inputs, {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: [padding, padding, padding, padding],
    group: groups,
  });
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
}

/**
 * Batch normalisation over all axes but 1 (Ioffe and Szegedy 2015, arXiv:1502.03167). Training uses the batch's
 * statistics and updates `name.runningMean` and `name.runningVariance` (unbiased, as PyTorch does); inference uses those.
 */
export function batchNorm(scope: Scope, name: string, x: Value, options: BatchNormOptions = {}): Value {
  const { momentum = 0.9, epsilon = 1e-5, initialScale = onesFill } = options;
  const { b } = scope;
  const channels = Number(x.shape[1]);
  const scale = scope.parameter(`${name}.scale`, [channels], initialScale, { decay: false });
  const shift = scope.parameter(`${name}.shift`, [channels], zerosFill, { decay: false });
  const mean = scope.buffer(`${name}.runningMean`, [channels], zerosFill);
  const variance = scope.buffer(`${name}.runningVariance`, [channels], onesFill);
  if (!scope.training) return b.op("BatchNormalization", [x, scale, shift, mean, variance], { epsilon });
  // Not the operator's training mode: WebGPU has none, and on the CPU it writes over the statistics that it reads.
  const { add, div, mul, reshape, sub } = algebra(b);
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
