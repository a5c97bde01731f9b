import { float32 } from "../../../tensor/tensor.ts";
import type { Value } from "../../graph/graph.ts";
import { resolveWindow, slideSizes, type Window } from "../../graph/ops/window.ts";
import { type GradientContext, type RulesFor, sizes, zerosLike } from "../gradient-rule.ts";

type Pooling = "AveragePool" | "GlobalAveragePool" | "GlobalMaxPool" | "MaxPool" | "MaxUnpool";

export const poolingRules: RulesFor<Pooling> = {
  AveragePool: (c) => {
    const spatial = sizes(c.x).slice(2);
    const window = resolveWindow("AveragePool", c.attributes, c.attributes.kernel_shape, spatial);
    const share = c.div(c.dy, c.b.constant(coverage(c, window, spatial)));
    return [spread(c, share, window)];
  },
  GlobalAveragePool: (c) => {
    const area = sizes(c.x)
      .slice(2)
      .reduce((product, size) => product * size, 1);
    return [c.b.op("Expand", [c.div(c.dy, area), c.b.integers(sizes(c.x))])];
  },
  GlobalMaxPool: (c) => {
    const hits = c.indicator(c.b.op("Equal", [c.x, c.y]));
    const axes = c.x.shape.map((_, axis) => axis).slice(2);
    return [c.mul(hits, c.div(c.dy, c.sum(hits, axes, true)))];
  },
  MaxPool: (c) => {
    const window = resolveWindow("MaxPool", c.attributes, c.attributes.kernel_shape, sizes(c.x).slice(2));
    const [full, windows] = [sizes(c.x).slice(2), sizes(c.y).slice(2)];
    const whole = windows.every((count, axis) => count * (window.kernel[axis] ?? 1) <= (full[axis] ?? 0));
    return [whole && isTiling(window) ? tilingGradient(c, window) : scatteredGradient(c)];
  },
  MaxUnpool: "no gradient",
};

/** Whether the windows stand side by side without gaps, overlaps or padding. */
function isTiling({ kernel, strides, dilations, pads }: Window): boolean {
  return (
    kernel.every((size, axis) => size === strides[axis] && dilations[axis] === 1) &&
    pads.every((pad) => pad === 0)
  );
}

/**
 * Windows that tile: each place compares itself with its window's maximum, both blown up to full size. Places that tie
 * share the gradient. Every operator here runs on all threads, which neither indices nor scattering do.
 */
function tilingGradient(c: GradientContext<"MaxPool">, { kernel }: Window): Value {
  const full = sizes(c.x);
  const covered = sizes(c.y).map((size, axis) => (axis < 2 ? size : size * (kernel[axis - 2] ?? 1)));
  const axes = kernel.map((_, axis) => axis + 2);
  const exact = full.every((size, axis) => size === covered[axis]);
  const x = exact
    ? c.x
    : c.b.op("Slice", [
        c.x,
        c.b.integers(kernel.map(() => 0)),
        c.b.integers(covered.slice(2)),
        c.b.integers(axes),
      ]);
  const enlarge = (value: Value): Value =>
    c.b.op("Resize", [value, undefined, c.b.constant(float32([full.length], [1, 1, ...kernel]))], {
      mode: "nearest",
      coordinate_transformation_mode: "asymmetric",
      nearest_mode: "floor",
    });
  const hits = c.indicator(c.b.op("Equal", [x, enlarge(c.y)]));
  const area = kernel.reduce((product, size) => product * size, 1);
  const ties = c.mul(c.b.op("AveragePool", [hits], { kernel_shape: kernel, strides: kernel }), area);
  const gradient = c.mul(hits, enlarge(c.div(c.dy, ties)));
  if (exact) return gradient;
  const after = full.map((size, axis) => size - (covered[axis] ?? size));
  return c.b.op("Pad", [gradient, c.b.integers([...full.map(() => 0), ...after])]);
}

/** Windows that overlap or are padded: each gradient goes to the place that the maximum came from. */
function scatteredGradient(c: GradientContext<"MaxPool">): Value {
  const { auto_pad, ceil_mode, dilations, kernel_shape, pads, strides } = c.attributes;
  const geometry = { kernel_shape, ...given({ auto_pad, ceil_mode, dilations, pads, strides }) };
  const [, indices] = c.b.ops("MaxPool", [c.x], geometry, 2);
  if (!indices) return zerosLike(c.b, c.x);
  const flat = c.reshape(zerosLike(c.b, c.x), [-1]);
  const updates = c.reshape(c.dy, [-1]);
  const scattered = c.b.op("ScatterElements", [flat, c.reshape(indices, [-1]), updates], {
    reduction: "add",
  });
  return c.reshape(scattered, sizes(c.x));
}

/** Leaves out the attributes that are not set. */
function given<T extends object>(attributes: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set) as { [K in keyof T]: Exclude<T[K], undefined> }; // undefined ones are gone
}

/** How many places each window averages over, [1, 1, ...sizes]: padding counts only if the operator says so. */
function coverage(c: GradientContext<"AveragePool">, window: Window, spatial: readonly number[]) {
  const output = slideSizes("AveragePool", window, spatial, c.attributes.ceil_mode === 1).map(Number);
  const perAxis = output.map((size, axis) =>
    Array.from({ length: size }, (_, position) => {
      const before = window.pads[axis] ?? 0;
      const after = window.pads[axis + spatial.length] ?? 0;
      const start = position * (window.strides[axis] ?? 1) - before;
      const inside =
        c.attributes.count_include_pad === 1
          ? [-before, (spatial[axis] ?? 1) + after]
          : [0, spatial[axis] ?? 1];
      const taps = Array.from(
        { length: window.kernel[axis] ?? 1 },
        (__, tap) => start + tap * (window.dilations[axis] ?? 1),
      );
      return taps.filter((at) => at >= (inside[0] ?? 0) && at < (inside[1] ?? 0)).length;
    }),
  );
  const counts = perAxis.reduce<number[]>((all, axis) => all.flatMap((a) => axis.map((n) => a * n)), [1]);
  return float32([1, 1, ...output], counts);
}

/** The adjoint of summing over windows: a transposed convolution with ones, channel by channel. */
function spread(c: GradientContext, value: Value, window: Window): Value {
  const { kernel, strides, dilations, pads } = window;
  const [batch = 1, channels = 1, ...spatial] = sizes(c.x);
  const output = sizes(value).slice(2);
  const flat = c.reshape(value, [batch * channels, 1, ...output]);
  const area = kernel.reduce((product, size) => product * size, 1);
  const ones = c.b.constant(float32([1, 1, ...kernel], new Array(area).fill(1)));
  const rank = kernel.length;
  const extent = kernel.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);
  const reached = output.map((size, axis) => (size - 1) * (strides[axis] ?? 1) + (extent[axis] ?? 1));
  const whole = c.b.op("ConvTranspose", [flat, ones], { strides, dilations });
  // Cut off the padding; where the windows did not reach the far edge, that part has no gradient.
  const missing = spatial.map((size, axis) => Math.max(0, size + (pads[axis] ?? 0) - (reached[axis] ?? 0)));
  const padded = missing.some((size) => size > 0)
    ? c.b.op("Pad", [whole, c.b.integers([0, 0, ...kernel.map(() => 0), 0, 0, ...missing])])
    : whole;
  const axes = kernel.map((_, axis) => axis + 2);
  const starts = pads.slice(0, rank);
  const ends = spatial.map((size, axis) => (starts[axis] ?? 0) + size);
  const cut = c.b.op("Slice", [padded, c.b.integers(starts), c.b.integers(ends), c.b.integers(axes)]);
  return c.reshape(cut, sizes(c.x));
}
