import { MorError } from "../../../errors.ts";
import type { Value } from "../../graph/graph.ts";
import { integers, normalizeAxis } from "../../graph/op-schema.ts";
import { type GradientContext, type RulesFor, sizes, unbroadcast, zerosLike } from "../gradient-rule.ts";
import { alongAxisAdjoint, selection } from "./axis-matrix.ts";
import { resizeMatrix } from "./resize.ts";

type Shaping =
  | "Concat"
  | "Constant"
  | "ConstantOfShape"
  | "DepthToSpace"
  | "Expand"
  | "Flatten"
  | "Gather"
  | "GatherElements"
  | "GridSample"
  | "OneHot"
  | "Pad"
  | "Range"
  | "Reshape"
  | "Resize"
  | "ScatterElements"
  | "Shape"
  | "Slice"
  | "SpaceToDepth"
  | "Split"
  | "Squeeze"
  | "Tile"
  | "Transpose"
  | "Unsqueeze";

const reshapeBack = (c: GradientContext): [Value] => [c.reshape(c.dy, sizes(c.x))];

export const shapingRules: RulesFor<Shaping> = {
  Concat: (c) => {
    const axis = normalizeAxis("Concat", c.attributes.axis, c.y.shape.length);
    const lengths = c.inputs.map((_, index) => sizes(c.input(index))[axis] ?? 0);
    return c.b.ops("Split", [c.dy, c.b.integers(lengths)], { axis }, lengths.length);
  },
  Constant: () => [],
  ConstantOfShape: "no gradient",
  DepthToSpace: (c) => {
    const [n = 1, channels = 1, h = 1, w = 1] = sizes(c.x);
    const block = c.attributes.blocksize;
    if (c.attributes.mode !== "CRD") return [c.b.op("SpaceToDepth", [c.dy], { blocksize: block })];
    const cells = c.reshape(c.dy, [n, channels / (block * block), h, block, w, block]);
    return [c.reshape(c.transpose(cells, [0, 1, 3, 5, 2, 4]), [n, channels, h, w])];
  },
  Expand: (c) => [unbroadcast(c, c.dy, c.x.shape)],
  Flatten: reshapeBack,
  Gather: (c) => {
    const shape = sizes(c.x);
    const axis = normalizeAxis("Gather", c.attributes.axis ?? 0, shape.length);
    const count = sizes(c.input(1)).reduce((product, size) => product * size, 1);
    const [outer, inner] = [shape.slice(0, axis), shape.slice(axis + 1)];
    const updates = c.reshape(c.dy, [...outer, count, ...inner]);
    const column = c.reshape(c.input(1), [...outer.map(() => 1), count, ...inner.map(() => 1)]);
    const indices = c.b.op("Expand", [column, c.b.integers(sizes(updates))]);
    return [c.b.op("ScatterElements", [zerosLike(c.b, c.x), indices, updates], { axis, reduction: "add" })];
  },
  GatherElements: (c) => [
    c.b.op("ScatterElements", [zerosLike(c.b, c.x), c.input(1), c.dy], {
      axis: c.attributes.axis ?? 0,
      reduction: "add",
    }),
  ],
  GridSample: "no gradient",
  OneHot: "no gradient",
  Pad: (c) => {
    const shape = sizes(c.x);
    const axes =
      constantIntegers(c, 3)?.map((axis) => normalizeAxis("Pad", axis, shape.length)) ??
      shape.map((_, axis) => axis);
    const pads = constantIntegers(c, 1) ?? [];
    const mode = c.attributes.mode ?? "constant";
    const dx = axes.reduce((gradient, axis, index) => {
      const [before, after] = [pads[index] ?? 0, pads[index + axes.length] ?? 0];
      if (before === 0 && after === 0) return gradient;
      const size = shape[axis] ?? 1;
      if (mode === "constant" && before >= 0 && after >= 0) {
        return c.slice(gradient, axis, before, before + size);
      }
      const sources = Array.from({ length: size + before + after }, (_, place) =>
        paddingSource(mode, place - before, size),
      );
      return alongAxisAdjoint(c, gradient, axis, selection(sources, size));
    }, c.dy);
    if (!c.inputs[2] || !c.wants(2)) return [dx];
    // What did not come from the input is the padding's.
    const all = (value: Value) =>
      c.sum(
        value,
        value.shape.map((_, axis) => axis),
      );
    return [dx, undefined, c.reshape(c.sub(all(c.dy), all(dx)), c.inputs[2].shape)];
  },
  Range: "no gradient",
  Reshape: reshapeBack,
  Resize: (c) => {
    const [from, to] = [sizes(c.x), sizes(c.y)];
    const scales = c.inputs[2] && c.b.constantOf(c.inputs[2]);
    if (from.every((size, axis) => size === to[axis])) return [c.dy]; // ONNX Runtime copies, whatever the scales
    const axes =
      c.attributes.axes?.map((axis) => normalizeAxis("Resize", axis, from.length)) ??
      from.map((_, axis) => axis);
    return [
      from.reduce((gradient, input, axis) => {
        const output = to[axis] ?? input;
        const given = Number(scales?.data[axes.indexOf(axis)] ?? output / input);
        if (given === 1) return gradient;
        const matrix = resizeMatrix(c.attributes, input, output, given);
        return alongAxisAdjoint(c, gradient, axis, matrix);
      }, c.dy),
    ];
  },
  ScatterElements: (c) => {
    const { axis = 0, reduction = "none" } = c.attributes;
    if (reduction !== "none" && reduction !== "add") {
      throw new MorError(
        "operator-unsupported",
        `ScatterElements with reduction ${reduction} has no gradient rule`,
      );
    }
    const picked = () => c.b.op("GatherElements", [c.dy, c.input(1)], { axis });
    if (reduction === "add") return [c.dy, undefined, c.wants(2) ? picked() : undefined];
    const zeros = zerosLike(c.b, c.input(2));
    return [
      c.wants(0) ? c.b.op("ScatterElements", [c.dy, c.input(1), zeros], { axis }) : undefined,
      undefined,
      c.wants(2) ? picked() : undefined,
    ];
  },
  Shape: "no gradient",
  Slice: (c) => {
    const shape = sizes(c.x);
    const starts = constantIntegers(c, 1) ?? [];
    const axes =
      constantIntegers(c, 3)?.map((axis) => normalizeAxis("Slice", axis, shape.length)) ??
      starts.map((_, index) => index);
    const steps = constantIntegers(c, 4) ?? starts.map(() => 1);
    const out = sizes(c.y);
    return [
      axes.reduce((gradient, axis, index) => {
        const size = shape[axis] ?? 1;
        const step = steps[index] ?? 1;
        const first = starts[index] ?? 0;
        const start = Math.min(Math.max(first < 0 ? first + size : first, 0), step > 0 ? size : size - 1);
        const length = out[axis] ?? 0;
        if (length === size && step === 1) return gradient;
        if (step === 1) return padAxis(c, gradient, axis, start, size - start - length);
        const sources = Array.from({ length }, (_, place) => start + place * step);
        return alongAxisAdjoint(c, gradient, axis, selection(sources, size));
      }, c.dy),
    ];
  },
  SpaceToDepth: (c) => [c.b.op("DepthToSpace", [c.dy], { blocksize: c.attributes.blocksize })],
  Split: (c) => {
    const parts = c.outputs.map((output, index) => c.gradient(index) ?? zerosLike(c.b, output));
    return [c.b.op("Concat", parts, { axis: c.attributes.axis ?? 0 })];
  },
  Squeeze: reshapeBack,
  Tile: (c) => {
    const repeats = constantIntegers(c, 1) ?? [];
    const shape = sizes(c.x);
    const cells = c.reshape(
      c.dy,
      shape.flatMap((size, axis) => [repeats[axis] ?? 1, size]),
    );
    return [
      c.sum(
        cells,
        shape.map((_, axis) => 2 * axis),
      ),
    ];
  },
  Transpose: (c) => {
    const perm = c.attributes.perm ?? c.x.shape.map((_, axis) => c.x.shape.length - 1 - axis);
    return [
      c.transpose(
        c.dy,
        perm.map((_, axis) => perm.indexOf(axis)),
      ),
    ];
  },
  Unsqueeze: reshapeBack,
};

function constantIntegers(c: GradientContext, index: number): number[] | undefined {
  const value = c.inputs[index];
  const known = value && c.b.constantOf(value);
  return known && integers(known);
}

function padAxis(c: GradientContext, value: Value, axis: number, before: number, after: number): Value {
  const pads = [before, after].flatMap((amount) =>
    value.shape.map((_, index) => (index === axis ? amount : 0)),
  );
  return c.b.op("Pad", [value, c.b.integers(pads)]);
}

/** Which place of the input a padded place repeats; -1 for none. */
function paddingSource(mode: string, place: number, size: number): number {
  if (place >= 0 && place < size) return place;
  if (mode === "edge") return place < 0 ? 0 : size - 1;
  if (mode === "wrap") return ((place % size) + size) % size;
  if (mode !== "reflect") return -1;
  const period = Math.max(1, 2 * (size - 1));
  const folded = ((place % period) + period) % period;
  return folded < size ? folded : period - folded;
}
