import type { Dim } from "../graph.ts";
import { broadcast, type InferenceContext, invalid, mapDim, type SchemasOf, typeOf } from "../op-schema.ts";
import { resolveWindow, slideSizes } from "./window.ts";

type Neural =
  | "AveragePool"
  | "BatchNormalization"
  | "Conv"
  | "ConvTranspose"
  | "Dropout"
  | "FusedMatMul"
  | "Gemm"
  | "GlobalAveragePool"
  | "GlobalMaxPool"
  | "GridSample"
  | "InstanceNormalization"
  | "LRN"
  | "LayerNormalization"
  | "LogSoftmax"
  | "MatMul"
  | "MaxPool"
  | "MaxUnpool"
  | "Softmax";

const window = { auto_pad: "string", dilations: "ints", pads: "ints", strides: "ints" } as const;
const pooling = { ...window, ceil_mode: "int", kernel_shape: "ints" } as const;
const convolution = { ...window, group: "int", kernel_shape: "ints" } as const;
const same = (context: InferenceContext) => [context.input(0)];

const globalPool = {
  arity: [1, 1],
  attributes: {},
  infer: (context: InferenceContext) => {
    const { dtype, shape } = context.input(0);
    return [typeOf(dtype, [...shape.slice(0, 2), ...shape.slice(2).map(() => 1)])];
  },
} as const;

function inferPool(context: InferenceContext<"MaxPool"> | InferenceContext<"AveragePool">) {
  const { dtype, shape } = context.input(0);
  const spatial = shape.slice(2);
  const geometry = resolveWindow(context.op, context.attributes, context.attributes.kernel_shape, spatial);
  const sizes = slideSizes(context.op, geometry, spatial, context.attributes.ceil_mode === 1);
  const out = [...shape.slice(0, 2), ...sizes];
  return context.outputCount > 1 ? [typeOf(dtype, out), typeOf("int64", out)] : [typeOf(dtype, out)];
}

function inferConv(context: InferenceContext<"Conv">) {
  const { dtype, shape } = context.input(0);
  const weight = context.input(1).shape;
  const group = context.attributes.group ?? 1;
  const [batch = "?", channels] = shape;
  const [filters = "?", perGroup] = weight;
  if (typeof channels === "number" && typeof perGroup === "number" && channels !== perGroup * group) {
    throw invalid("Conv", `expected ${perGroup * group} input channels, got ${channels}`);
  }
  const kernel = weight.slice(2).map((dim) => {
    if (typeof dim !== "number") throw invalid("Conv", "expected a filter of known size");
    return dim;
  });
  const spatial = shape.slice(2);
  const geometry = resolveWindow("Conv", context.attributes, kernel, spatial);
  return [typeOf(dtype, [batch, filters, ...slideSizes("Conv", geometry, spatial)])];
}

function inferConvTranspose(context: InferenceContext<"ConvTranspose">) {
  const { dtype, shape } = context.input(0);
  const weight = context.input(1).shape;
  const { attributes } = context;
  const spatial = shape.slice(2);
  const rank = spatial.length;
  const [batch = "?"] = shape;
  const filters = mapDim(weight[1], (size) => size * (attributes.group ?? 1));
  if (attributes.output_shape)
    return [typeOf(dtype, [batch, filters, ...attributes.output_shape.slice(-rank)])];
  if (attributes.auto_pad?.startsWith("SAME")) {
    return [
      typeOf(dtype, [
        batch,
        filters,
        ...spatial.map((dim, axis) => mapDim(dim, (size) => size * (attributes.strides?.[axis] ?? 1))),
      ]),
    ];
  }
  const sizes = spatial.map((dim, axis) =>
    mapDim(dim, (size) => {
      const kernel = Number(weight[axis + 2]);
      const pads = (attributes.pads?.[axis] ?? 0) + (attributes.pads?.[axis + rank] ?? 0);
      const extent = (kernel - 1) * (attributes.dilations?.[axis] ?? 1) + 1;
      const stride = attributes.strides?.[axis] ?? 1;
      return stride * (size - 1) + (attributes.output_padding?.[axis] ?? 0) + extent - pads;
    }),
  );
  return [typeOf(dtype, [batch, filters, ...sizes])];
}

function inferMatMul(context: InferenceContext<"MatMul"> | InferenceContext<"FusedMatMul">) {
  const a = context.input(0);
  const b = context.input(1);
  const turn = (shape: readonly Dim[], swap: boolean): readonly Dim[] =>
    swap ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;
  const { transA, transB } = context.op === "FusedMatMul" ? context.attributes : { transA: 0, transB: 0 };
  const left = a.shape.length === 1 ? [1, ...a.shape] : turn(a.shape, transA === 1);
  const right = b.shape.length === 1 ? [...b.shape, 1] : turn(b.shape, transB === 1);
  const inner = left.at(-1);
  const other = right.at(-2);
  if (typeof inner === "number" && typeof other === "number" && inner !== other) {
    throw invalid(context.op, `inner sizes ${inner} and ${other} differ ([${a.shape}] by [${b.shape}])`);
  }
  const outer = broadcast(context.op, [left.slice(0, -2), right.slice(0, -2)]);
  const rows = a.shape.length === 1 ? [] : left.slice(-2, -1);
  const columns = b.shape.length === 1 ? [] : right.slice(-1);
  return [typeOf(a.dtype, [...outer, ...rows, ...columns])];
}

function inferGemm(context: InferenceContext<"Gemm">) {
  const a = context.input(0);
  const [rows = "?", inner] = context.attributes.transA ? [...a.shape].reverse() : a.shape;
  const b = context.input(1).shape;
  const [other, columns = "?"] = context.attributes.transB ? [...b].reverse() : b;
  if (typeof inner === "number" && typeof other === "number" && inner !== other) {
    throw invalid("Gemm", `inner sizes ${inner} and ${other} differ`);
  }
  return [typeOf(a.dtype, [rows, columns])];
}

export const neural: SchemasOf<Neural> = {
  AveragePool: { arity: [1, 1], attributes: { ...pooling, count_include_pad: "int" }, infer: inferPool },
  MaxPool: { arity: [1, 1], attributes: { ...pooling, storage_order: "int" }, infer: inferPool },
  MaxUnpool: {
    arity: [2, 3],
    attributes: { kernel_shape: "ints", pads: "ints", strides: "ints" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const wanted = context.inputs.length > 2 ? context.constant(2) : undefined;
      if (wanted) return [typeOf(dtype, Array.from(wanted.data as BigInt64Array, Number))]; // ONNX: int64
      const { kernel_shape: kernel, strides, pads } = context.attributes;
      const sizes = shape.slice(2).map((dim, axis) =>
        mapDim(dim, (size) => {
          const pad = (pads?.[axis] ?? 0) + (pads?.[axis + kernel.length] ?? 0);
          return (size - 1) * (strides?.[axis] ?? 1) + (kernel[axis] ?? 1) - pad;
        }),
      );
      return [typeOf(dtype, [...shape.slice(0, 2), ...sizes])];
    },
  },
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  Conv: { arity: [2, 3], attributes: convolution, infer: inferConv },
  ConvTranspose: {
    arity: [2, 3],
    attributes: { ...convolution, output_padding: "ints", output_shape: "ints" },
    infer: inferConvTranspose,
  },
  BatchNormalization: {
    arity: [5, 5],
    attributes: { epsilon: "float", momentum: "float", training_mode: "int" },
    infer: (context) =>
      context.outputCount === 1
        ? [context.input(0)]
        : [context.input(0), context.input(3), context.input(4)].slice(0, context.outputCount),
  },
  InstanceNormalization: { arity: [3, 3], attributes: { epsilon: "float" }, infer: same },
  LayerNormalization: {
    arity: [2, 3],
    attributes: { axis: "int", epsilon: "float", stash_type: "int" },
    infer: (context) => {
      const type = context.input(0);
      const axis = context.attributes.axis ?? -1;
      const kept = axis < 0 ? axis + type.shape.length : axis;
      const moments = typeOf(
        "float32",
        type.shape.map((dim, index) => (index < kept ? dim : 1)),
      );
      return [type, moments, moments].slice(0, context.outputCount);
    },
  },
  LRN: {
    arity: [1, 1],
    attributes: { alpha: "float", beta: "float", bias: "float", size: "int" },
    infer: same,
  },
  Dropout: {
    arity: [1, 3],
    attributes: { seed: "int" },
    infer: (context) => {
      const type = context.input(0);
      return context.outputCount > 1 ? [type, typeOf("bool", type.shape)] : [type];
    },
  },
  Softmax: { arity: [1, 1], attributes: { axis: "int" }, infer: same },
  LogSoftmax: { arity: [1, 1], attributes: { axis: "int" }, infer: same },
  Gemm: {
    arity: [2, 3],
    attributes: { alpha: "float", beta: "float", transA: "int", transB: "int" },
    infer: inferGemm,
  },
  MatMul: { arity: [2, 2], attributes: {}, infer: inferMatMul },
  FusedMatMul: {
    arity: [2, 2],
    attributes: { alpha: "float", transA: "int", transB: "int" },
    infer: inferMatMul,
    domain: "com.microsoft",
  },
  GridSample: {
    arity: [2, 2],
    attributes: { align_corners: "int", mode: "string", padding_mode: "string" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      return [typeOf(dtype, [...shape.slice(0, 2), ...context.input(1).shape.slice(1, -1)])];
    },
  },
};
