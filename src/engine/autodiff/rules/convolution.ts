import type { Value } from "../../graph/graph.ts";
import { resolveWindow, type Window } from "../../graph/ops/window.ts";
import { type GradientContext, type RulesFor, sizes } from "../gradient-rule.ts";
import { filterGradient } from "./filter-gradient.ts";

/** Gradients of convolutions from Conv, ConvTranspose and matrix products over shifted slices. */
export const convolutionRules: RulesFor<"Conv" | "ConvTranspose"> = {
  Conv: (c) => {
    const weight = c.input(1);
    const window = resolveWindow("Conv", c.attributes, sizes(weight).slice(2), c.x.shape.slice(2));
    const group = c.attributes.group ?? 1;
    return [
      c.wants(0) ? inputGradient(c, weight, window, group) : undefined,
      c.wants(1) ? filterGradient(c, c.x, c.dy, window, group) : undefined,
      c.inputs[2] && c.wants(2) ? biasGradient(c) : undefined,
    ];
  },
  ConvTranspose: (c) => {
    const weight = c.input(1);
    const kernel = sizes(weight).slice(2);
    const group = c.attributes.group ?? 1;
    const window = transposedWindow(c, kernel);
    return [
      // The transposed convolution is the adjoint of the convolution, so its own adjoint is that convolution.
      c.wants(0)
        ? c.b.op("Conv", [c.dy, weight], {
            strides: window.strides,
            dilations: window.dilations,
            pads: window.pads,
            group,
          })
        : undefined,
      c.wants(1) ? filterGradient(c, c.dy, c.x, window, group) : undefined,
      c.inputs[2] && c.wants(2) ? biasGradient(c) : undefined,
    ];
  },
};

function biasGradient(c: GradientContext): Value {
  const axes = c.dy.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  return c.sum(c.dy, axes);
}

/**
 * The window of the convolution whose adjoint a ConvTranspose is; what `output_padding` (below the
 * stride) added is beyond its reach.
 */
function transposedWindow(c: GradientContext<"ConvTranspose">, kernel: readonly number[]): Window {
  const { attributes } = c;
  const strides = attributes.strides ?? kernel.map(() => 1);
  const dilations = attributes.dilations ?? kernel.map(() => 1);
  const [small, large] = [sizes(c.x).slice(2), sizes(c.y).slice(2)];
  const automatic = attributes.output_shape !== undefined || attributes.auto_pad?.startsWith("SAME");
  const total = kernel.map((size, axis) => {
    const extent = (size - 1) * (dilations[axis] ?? 1) + 1;
    return ((small[axis] ?? 1) - 1) * (strides[axis] ?? 1) + extent - (large[axis] ?? 1);
  });
  const before = total.map((sum, axis) => {
    if (!automatic) return attributes.pads?.[axis] ?? 0;
    // ONNX: unless asked for SAME_UPPER, the larger half of an odd sum stands before the axis.
    const pads = Math.max(0, sum + (attributes.output_padding?.[axis] ?? 0));
    return attributes.auto_pad === "SAME_UPPER" ? Math.floor(pads / 2) : Math.ceil(pads / 2);
  });
  const after = total.map((sum, axis) => Math.max(0, sum - (before[axis] ?? 0)));
  return { kernel, strides, dilations, pads: [...before, ...after] };
}

/**
 * dL/dx of y = Conv(x, w). With stride 1 it is a convolution of dy, fully padded, with the filter turned by
 * 180 degrees and its channel axes exchanged; with larger strides a ConvTranspose.
 */
function inputGradient(c: GradientContext, weight: Value, window: Window, group: number): Value {
  const { kernel, strides, dilations, pads } = window;
  const rank = kernel.length;
  const extents = kernel.map((size, axis) => (size - 1) * (dilations[axis] ?? 1) + 1);
  const full = extents.map((extent) => extent - 1);
  const before = full.map((pad, axis) => pad - (pads[axis] ?? 0));
  const [input, output] = [sizes(c.x).slice(2), sizes(c.dy).slice(2)];
  const stride1 = strides.every((stride) => stride === 1);
  if (stride1 && before.every((pad) => pad >= 0)) {
    const after = full.map((pad, axis) => pad - (pads[axis + rank] ?? 0));
    if (after.every((pad) => pad >= 0)) {
      return c.b.op("Conv", [c.dy, turnFilter(c, weight, group)], {
        pads: [...before, ...after],
        dilations,
        group,
      });
    }
  }
  const outputPadding = input.map((size, axis) => {
    const reached = ((output[axis] ?? 1) - 1) * (strides[axis] ?? 1) + (extents[axis] ?? 1);
    return size + (pads[axis] ?? 0) + (pads[axis + rank] ?? 0) - reached;
  });
  return c.b.op("ConvTranspose", [c.dy, weight], {
    strides,
    dilations,
    pads,
    group,
    output_padding: outputPadding,
  });
}

/** [O, C/g, k...] -> [C, O/g, k...], turned by 180 degrees. */
function turnFilter(c: GradientContext, weight: Value, group: number): Value {
  const [filters = 1, perGroup = 1, ...kernel] = sizes(weight);
  const axes = kernel.map((_, axis) => axis + 2);
  const turned = kernel.every((size) => size === 1)
    ? weight
    : c.b.op("Slice", [
        weight,
        c.b.integers(axes.map(() => -1)),
        c.b.integers(axes.map(() => Number.MIN_SAFE_INTEGER)),
        c.b.integers(axes),
        c.b.integers(axes.map(() => -1)),
      ]);
  if (group === 1) return c.transpose(turned, [1, 0, ...axes]);
  if (perGroup === 1 && filters === group) return turned;
  const split = c.reshape(turned, [group, filters / group, perGroup, ...kernel]);
  const exchanged = c.transpose(split, [0, 2, 1, ...axes.map((axis) => axis + 1)]);
  return c.reshape(exchanged, [perGroup * group, filters / group, ...kernel]);
}
