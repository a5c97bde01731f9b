import type { Dim, ValueType } from "../graph.ts";
import {
  type InferenceContext,
  invalid,
  knownSize,
  mapDim,
  normalizeAxis,
  requireIntegers,
  typeOf,
} from "../op-schema.ts";

/** The product of sizes as one size: a lone symbol survives when all else is 1. */
export function mergeDims(dims: readonly Dim[]): Dim {
  const size = knownSize(dims);
  if (size !== undefined) return size;
  const others = dims.filter((dim) => dim !== 1);
  return others.length === 1 && others[0] !== undefined ? others[0] : "?";
}

function isSymbol(dim: Dim): dim is string {
  return typeof dim === "string";
}

/** The product of the sizes that are numbers. */
function numberPart(dims: readonly Dim[]): number {
  return dims.reduce<number>((product, dim) => (typeof dim === "number" ? product * dim : product), 1);
}

export function inferReshape(context: InferenceContext<"Reshape">): ValueType[] {
  const { dtype, shape } = context.input(0);
  const wanted = requireIntegers(context, 1, "the new shape");
  const keepZero = context.attributes.allowzero === 1;
  const out = wanted.map((size, axis): Dim => (size === 0 && !keepZero ? (shape[axis] ?? "?") : size));
  const free = wanted.indexOf(-1);
  if (free >= 0) {
    const rest = out.filter((_, axis) => axis !== free);
    // Symbols that stand on both sides cancel; what is left must be numbers.
    const remaining = [...shape];
    const divisor = rest.filter((dim) => {
      const twin = typeof dim === "string" ? remaining.indexOf(dim) : -1;
      if (twin >= 0) remaining.splice(twin, 1);
      return twin < 0;
    });
    const [total, by] = [knownSize(remaining), knownSize(divisor)];
    if (total !== undefined && by !== undefined) {
      if (total % by !== 0) throw invalid("Reshape", `[${shape}] cannot become [${wanted}]`);
      out[free] = total / by;
    } else out[free] = by === numberPart(remaining) ? mergeDims(remaining.filter(isSymbol)) : "?";
  }
  const [before, after] = [knownSize(shape), knownSize(out)];
  if (before !== undefined && after !== undefined && before !== after) {
    throw invalid("Reshape", `[${shape}] cannot become [${wanted}]`);
  }
  return [typeOf(dtype, out)];
}

export function inferSlice(context: InferenceContext<"Slice">): ValueType[] {
  const { dtype, shape } = context.input(0);
  const starts = requireIntegers(context, 1, "the starts");
  const ends = requireIntegers(context, 2, "the ends");
  const axes = context.inputs[3] ? requireIntegers(context, 3, "the axes") : starts.map((_, index) => index);
  const steps = context.inputs[4] ? requireIntegers(context, 4, "the steps") : starts.map(() => 1);
  const out = [...shape];
  axes.forEach((given, index) => {
    const axis = normalizeAxis("Slice", given, shape.length);
    // Exporters write the largest integer for "to the end".
    const whole = starts[index] === 0 && (ends[index] ?? 0) >= 2 ** 31 - 1 && (steps[index] ?? 1) === 1;
    if (whole) return;
    out[axis] = mapDim(shape[axis], (size) => {
      const step = steps[index] ?? 1;
      const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
      const bound = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, low), high);
      return Math.max(0, Math.ceil((bound(ends[index] ?? size) - bound(starts[index] ?? 0)) / step));
    });
  });
  return [typeOf(dtype, out)];
}

export function inferSplit(context: InferenceContext<"Split">): ValueType[] {
  const { dtype, shape } = context.input(0);
  const axis = normalizeAxis("Split", context.attributes.axis ?? 0, shape.length);
  const count = context.outputCount;
  const said = context.attributes.num_outputs ?? count;
  if (said !== count) throw invalid("Split", `expected ${said} outputs, got ${count}`);
  const sizes = context.inputs[1]
    ? requireIntegers(context, 1, "the sizes")
    : Array.from({ length: count }, (_, part) =>
        mapDim(shape[axis], (size) => {
          const each = Math.ceil(size / count);
          return Math.min(each, size - each * part);
        }),
      );
  return sizes.map((size) => typeOf(dtype, shape.with(axis, size)));
}

export function inferResize(context: InferenceContext<"Resize">): ValueType[] {
  const { dtype, shape } = context.input(0);
  const axes = (context.attributes.axes ?? shape.map((_, axis) => axis)).map((axis) =>
    normalizeAxis("Resize", axis, shape.length),
  );
  const out = [...shape];
  if (context.inputs[3]) {
    requireIntegers(context, 3, "the sizes").forEach((size, index) => {
      out[axes[index] ?? index] = size;
    });
    return [typeOf(dtype, out)];
  }
  const scales = context.constant(2);
  if (!scales) throw invalid("Resize", "expected constant scales or sizes");
  Array.from(scales.data as Float32Array).forEach((scale, index) => {
    const axis = axes[index] ?? index; // ONNX: scales are float32
    out[axis] = scale === 1 ? (shape[axis] ?? 1) : mapDim(shape[axis], (size) => Math.floor(size * scale));
  });
  return [typeOf(dtype, out)];
}

export function inferPad(context: InferenceContext<"Pad">): ValueType[] {
  const { dtype, shape } = context.input(0);
  const pads = requireIntegers(context, 1, "the pads");
  const axes = context.inputs[3] ? requireIntegers(context, 3, "the axes") : shape.map((_, axis) => axis);
  const out = [...shape];
  axes.forEach((given, index) => {
    const axis = normalizeAxis("Pad", given, shape.length);
    const extra = (pads[index] ?? 0) + (pads[index + axes.length] ?? 0);
    out[axis] = extra === 0 ? (shape[axis] ?? 0) : mapDim(shape[axis], (size) => size + extra);
  });
  return [typeOf(dtype, out)];
}
