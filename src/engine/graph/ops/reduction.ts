import {
  type InferenceContext,
  normalizeAxis,
  requireIntegers,
  type SchemasOf,
  typeOf,
} from "../op-schema.ts";

type Reduction =
  | "ReduceL2"
  | "ReduceMax"
  | "ReduceMean"
  | "ReduceMin"
  | "ReduceProd"
  | "ReduceSum"
  | "ReduceSumSquare";

const attributes = { keepdims: "int", noop_with_empty_axes: "int" } as const;
const argAttributes = { axis: "int", keepdims: "int", select_last_index: "int" } as const;

const reduction = {
  arity: [1, 2],
  attributes,
  infer: (context: InferenceContext<Reduction>) => {
    const { dtype, shape } = context.input(0);
    const given = context.inputs[1] ? requireIntegers(context, 1, "the axes") : [];
    if (given.length === 0 && context.attributes.noop_with_empty_axes === 1) return [context.input(0)];
    const axes = given.map((axis) => normalizeAxis(context.op, axis, shape.length));
    const reduced = (axis: number) => axes.length === 0 || axes.includes(axis);
    const out =
      context.attributes.keepdims === 0
        ? shape.filter((_, axis) => !reduced(axis))
        : shape.map((dim, axis) => (reduced(axis) ? 1 : dim));
    return [typeOf(dtype, out)];
  },
} as const;

const argReduction = {
  arity: [1, 1],
  attributes: argAttributes,
  infer: (context: InferenceContext<"ArgMax" | "ArgMin">) => {
    const { shape } = context.input(0);
    const axis = normalizeAxis(context.op, context.attributes.axis ?? 0, shape.length);
    const out = context.attributes.keepdims === 0 ? shape.toSpliced(axis, 1) : shape.with(axis, 1);
    return [typeOf("int64", out)];
  },
} as const;

export const reductions: SchemasOf<Reduction | "ArgMax" | "ArgMin"> = {
  ArgMax: argReduction,
  ArgMin: argReduction,
  ReduceL2: reduction,
  ReduceMax: reduction,
  ReduceMean: reduction,
  ReduceMin: reduction,
  ReduceProd: reduction,
  ReduceSum: reduction,
  ReduceSumSquare: reduction,
};
