import { MorError } from "../../../errors.ts";
import type { Value } from "../../graph/graph.ts";
import { normalizeAxis } from "../../graph/op-schema.ts";
import { type GradientContext, type RulesFor, sizes } from "../gradient-rule.ts";
import { alongAxis } from "./axis-matrix.ts";

type Normalization =
  | "BatchNormalization"
  | "Dropout"
  | "InstanceNormalization"
  | "LRN"
  | "LayerNormalization";

export const normalizationRules: RulesFor<Normalization> = {
  BatchNormalization: (c) => {
    const epsilon = c.attributes.epsilon ?? 1e-5;
    const channelwise = (value: Value) =>
      c.reshape(
        value,
        sizes(c.x).map((size, axis) => (axis === 1 ? size : 1)),
      );
    const axes = c.x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const scale = c.input(1);
    if (c.attributes.training_mode !== 1) {
      const rate = c.div(1, c.b.op("Sqrt", [c.add(c.input(4), epsilon)]));
      const gain = () => c.mul(c.sum(c.mul(c.dy, c.sub(c.x, channelwise(c.input(3)))), axes), rate);
      return [
        c.wants(0) ? c.mul(c.dy, channelwise(c.mul(scale, rate))) : undefined,
        c.wants(1) ? gain() : undefined,
        c.wants(2) ? c.sum(c.dy, axes) : undefined,
        c.wants(3) ? c.neg(c.mul(c.sum(c.dy, axes), c.mul(scale, rate))) : undefined,
        c.wants(4) ? c.mul(c.mul(gain(), c.square(rate)), c.mul(scale, -0.5)) : undefined,
      ];
    }
    // Ioffe and Szegedy (2015), arXiv:1502.03167, with the sums gathered so that x and dy are read twice only.
    const count = sizes(c.x).reduce((product, size, axis) => (axis === 1 ? product : product * size), 1);
    const mean = c.mean(c.x, axes, true);
    const centred = c.sub(c.x, mean);
    const variance = c.div(c.b.op("ReduceSumSquare", [centred, c.b.integers(axes)], { keepdims: 0 }), count);
    const rate = c.div(1, c.b.op("Sqrt", [c.add(variance, epsilon)]));
    const shift = c.sum(c.dy, axes);
    const gain = c.mul(c.sum(c.mul(c.dy, centred), axes), rate);
    if (!c.wants(0)) return [undefined, gain, shift];
    // dx = scale rate (dy - shift/count - centred rate gain/count)
    const slope = c.mul(scale, rate);
    const pull = c.div(c.mul(rate, gain), count);
    const inner = c.sub(c.sub(c.dy, channelwise(c.div(shift, count))), c.mul(centred, channelwise(pull)));
    return [c.mul(inner, channelwise(slope)), gain, shift];
  },
  Dropout: (c) => {
    const training = c.inputs[2] && c.b.constantOf(c.inputs[2]);
    const [, mask] = c.outputs;
    if (!c.inputs[2] || training?.data[0] === 0) return [c.dy];
    if (!mask || !training) {
      throw new MorError(
        "operator-unsupported",
        "Dropout in training has a gradient only with a constant training mode and its mask as second output",
      );
    }
    const keep = c.sub(1, c.inputs[1] ?? 0.5);
    return [c.div(c.mul(c.dy, c.indicator(mask)), keep)];
  },
  InstanceNormalization: (c) => {
    const axes = c.x.shape.map((_, axis) => axis).slice(2);
    const channelwise = (value: Value) =>
      c.reshape(
        value,
        sizes(c.x).map((size, axis) => (axis === 1 ? size : 1)),
      );
    const { normal, rate } = standardize(c, axes, c.attributes.epsilon ?? 1e-5);
    const others = c.x.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    return [
      c.wants(0) ? standardGradient(c, c.mul(c.dy, channelwise(c.input(1))), normal, rate, axes) : undefined,
      c.wants(1) ? c.sum(c.mul(c.dy, normal), others) : undefined,
      c.wants(2) ? c.sum(c.dy, others) : undefined,
    ];
  },
  LayerNormalization: (c) => {
    const first = normalizeAxis("LayerNormalization", c.attributes.axis ?? -1, c.x.shape.length);
    const axes = c.x.shape.map((_, axis) => axis).slice(first);
    const others = c.x.shape.map((_, axis) => axis).slice(0, first);
    const { normal, rate } = standardize(c, axes, c.attributes.epsilon ?? 1e-5);
    return [
      c.wants(0) ? standardGradient(c, c.mul(c.dy, c.input(1)), normal, rate, axes) : undefined,
      c.wants(1) ? c.reshape(c.sum(c.mul(c.dy, normal), others), c.input(1).shape) : undefined,
      c.inputs[2] && c.wants(2) ? c.reshape(c.sum(c.dy, others), c.inputs[2].shape) : undefined,
    ];
  },
  LRN: (c) => {
    // y = x s^-beta, s = bias + alpha/size * (sum of x^2 over neighbouring channels)
    const { alpha = 1e-4, beta = 0.75, bias = 1, size } = c.attributes;
    const channels = sizes(c.x)[1] ?? 1;
    const band = neighbours(channels, size);
    const sum = c.add(bias, c.mul(alpha / size, alongAxis(c, c.square(c.x), 1, band)));
    const direct = c.mul(c.dy, c.pow(sum, -beta));
    const through = alongAxis(c, c.div(c.mul(c.dy, c.y), sum), 1, transposed(band));
    return [c.sub(direct, c.mul(c.mul(c.x, (2 * alpha * beta) / size), through))];
  },
};

function standardize(
  c: GradientContext,
  axes: readonly number[],
  epsilon: number,
): { normal: Value; rate: Value } {
  const centred = c.sub(c.x, c.mean(c.x, axes, true));
  const rate = c.div(1, c.b.op("Sqrt", [c.add(c.mean(c.square(centred), axes, true), epsilon)]));
  return { normal: c.mul(centred, rate), rate };
}

/** The gradient through (x - mean) / deviation over the given axes. */
function standardGradient(
  c: GradientContext,
  dy: Value,
  normal: Value,
  rate: Value,
  axes: readonly number[],
): Value {
  const pull = c.mul(normal, c.mean(c.mul(dy, normal), axes, true));
  return c.mul(rate, c.sub(c.sub(dy, c.mean(dy, axes, true)), pull));
}

/** 1 where channel j lies in the window around channel i, as LRN defines it. */
function neighbours(channels: number, size: number): number[][] {
  const [low, high] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)];
  return Array.from({ length: channels }, (_, i) =>
    Array.from({ length: channels }, (__, j) => (j >= i - low && j <= i + high ? 1 : 0)),
  );
}

function transposed(matrix: readonly (readonly number[])[]): number[][] {
  return (matrix[0] ?? []).map((_, column) => matrix.map((row) => row[column] ?? 0));
}
