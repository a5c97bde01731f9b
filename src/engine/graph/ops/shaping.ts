import {
  broadcast,
  invalid,
  mapDim,
  normalizeAxis,
  requireIntegers,
  type SchemasOf,
  typeOf,
} from "../op-schema.ts";

import { inferPad, inferReshape, inferResize, inferSlice, inferSplit, mergeDims } from "./shape-rules.ts";

type Shaping =
  | "Concat"
  | "Constant"
  | "ConstantOfShape"
  | "DepthToSpace"
  | "Expand"
  | "Flatten"
  | "Gather"
  | "GatherElements"
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

export const shaping: SchemasOf<Shaping> = {
  Concat: {
    arity: [1, Infinity],
    attributes: { axis: "int" },
    infer: (context) => {
      const types = context.inputs.map((_, index) => context.input(index));
      const { dtype, shape } = context.input(0);
      const axis = normalizeAxis("Concat", context.attributes.axis, shape.length);
      for (const type of types) {
        const fits = type.shape.every(
          (dim, index) =>
            index === axis ||
            dim === shape[index] ||
            typeof dim === "string" ||
            typeof shape[index] === "string",
        );
        if (type.shape.length !== shape.length || !fits) {
          throw invalid(
            "Concat",
            `shapes ${types.map((t) => `[${t.shape}]`).join(", ")} do not fit on axis ${axis}`,
          );
        }
      }
      const sizes = types.map((type) => type.shape[axis] ?? "?");
      const total = sizes.every((size) => typeof size === "number") ? sizes.reduce((a, b) => a + b, 0) : "?";
      return [typeOf(dtype, shape.with(axis, total))];
    },
  },
  Constant: {
    arity: [0, 0],
    attributes: { value: "tensor" },
    infer: ({ attributes }) => [typeOf(attributes.value.dtype, attributes.value.shape)],
  },
  ConstantOfShape: {
    arity: [1, 1],
    attributes: { value: "tensor" },
    infer: (context) => [
      typeOf(context.attributes.value?.dtype ?? "float32", requireIntegers(context, 0, "the shape")),
    ],
  },
  DepthToSpace: {
    arity: [1, 1],
    attributes: { blocksize: "int", mode: "string" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const block = context.attributes.blocksize;
      const [batch = "?", channels, ...spatial] = shape;
      return [
        typeOf(dtype, [
          batch,
          mapDim(channels, (size) => size / (block * block)),
          ...spatial.map((dim) => mapDim(dim, (size) => size * block)),
        ]),
      ];
    },
  },
  SpaceToDepth: {
    arity: [1, 1],
    attributes: { blocksize: "int" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const block = context.attributes.blocksize;
      const [batch = "?", channels, ...spatial] = shape;
      return [
        typeOf(dtype, [
          batch,
          mapDim(channels, (size) => size * block * block),
          ...spatial.map((dim) => mapDim(dim, (size) => size / block)),
        ]),
      ];
    },
  },
  Expand: {
    arity: [2, 2],
    attributes: {},
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      return [typeOf(dtype, broadcast("Expand", [shape, requireIntegers(context, 1, "the shape")]))];
    },
  },
  Flatten: {
    arity: [1, 1],
    attributes: { axis: "int" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const given = context.attributes.axis ?? 1;
      const axis = given < 0 ? given + shape.length : given;
      return [typeOf(dtype, [mergeDims(shape.slice(0, axis)), mergeDims(shape.slice(axis))])];
    },
  },
  Gather: {
    arity: [2, 2],
    attributes: { axis: "int" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const axis = normalizeAxis("Gather", context.attributes.axis ?? 0, shape.length);
      return [typeOf(dtype, [...shape.slice(0, axis), ...context.input(1).shape, ...shape.slice(axis + 1)])];
    },
  },
  GatherElements: {
    arity: [2, 2],
    attributes: { axis: "int" },
    infer: (context) => [typeOf(context.input(0).dtype, context.input(1).shape)],
  },
  OneHot: {
    arity: [3, 3],
    attributes: { axis: "int" },
    infer: (context) => {
      const { shape } = context.input(0);
      const [depth = 0] = requireIntegers(context, 1, "the depth");
      const axis = normalizeAxis("OneHot", context.attributes.axis ?? -1, shape.length + 1);
      return [typeOf(context.input(2).dtype, shape.toSpliced(axis, 0, depth))];
    },
  },
  Pad: { arity: [2, 4], attributes: { mode: "string" }, infer: inferPad },
  Range: {
    arity: [3, 3],
    attributes: {},
    infer: (context) => {
      const [start = 0, limit = 0, delta = 1] = [0, 1, 2].flatMap((index) =>
        requireIntegers(context, index, "the range"),
      );
      return [typeOf(context.input(0).dtype, [Math.max(0, Math.ceil((limit - start) / delta))])];
    },
  },
  Reshape: { arity: [2, 2], attributes: { allowzero: "int" }, infer: inferReshape },
  Resize: {
    arity: [1, 4],
    attributes: {
      antialias: "int",
      axes: "ints",
      coordinate_transformation_mode: "string",
      cubic_coeff_a: "float",
      exclude_outside: "int",
      extrapolation_value: "float",
      keep_aspect_ratio_policy: "string",
      mode: "string",
      nearest_mode: "string",
    },
    infer: inferResize,
  },
  ScatterElements: {
    arity: [3, 3],
    attributes: { axis: "int", reduction: "string" },
    infer: (context) => [context.input(0)],
  },
  Shape: {
    arity: [1, 1],
    attributes: { end: "int", start: "int" },
    infer: (context) => {
      const { start, end } = context.attributes;
      return [typeOf("int64", [context.input(0).shape.slice(start ?? 0, end).length])];
    },
  },
  Slice: { arity: [3, 5], attributes: {}, infer: inferSlice },
  Split: { arity: [1, 2], attributes: { axis: "int", num_outputs: "int" }, infer: inferSplit },
  Squeeze: {
    arity: [1, 2],
    attributes: {},
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const axes = context.inputs[1]
        ? requireIntegers(context, 1, "the axes").map((axis) => normalizeAxis("Squeeze", axis, shape.length))
        : shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []));
      return [
        typeOf(
          dtype,
          shape.filter((_, axis) => !axes.includes(axis)),
        ),
      ];
    },
  },
  Unsqueeze: {
    arity: [2, 2],
    attributes: {},
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const given = requireIntegers(context, 1, "the axes");
      const rank = shape.length + given.length;
      const axes = given.map((axis) => normalizeAxis("Unsqueeze", axis, rank)).sort((a, b) => a - b);
      const out = [...shape];
      for (const axis of axes) out.splice(axis, 0, 1);
      return [typeOf(dtype, out)];
    },
  },
  Tile: {
    arity: [2, 2],
    attributes: {},
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const repeats = requireIntegers(context, 1, "the repeats");
      return [
        typeOf(
          dtype,
          shape.map((dim, axis) =>
            repeats[axis] === 1 ? dim : mapDim(dim, (n) => n * (repeats[axis] ?? 1)),
          ),
        ),
      ];
    },
  },
  Transpose: {
    arity: [1, 1],
    attributes: { perm: "ints" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const perm = context.attributes.perm ?? shape.map((_, axis) => shape.length - 1 - axis);
      if (perm.length !== shape.length) throw invalid("Transpose", `[${perm}] does not fit shape [${shape}]`);
      return [
        typeOf(
          dtype,
          perm.map((axis) => shape[axis] ?? "?"),
        ),
      ];
    },
  },
};
