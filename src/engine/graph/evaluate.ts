import type { DType } from "../../tensor/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../../tensor/shape.ts";
import { int64, type Tensor } from "../../tensor/tensor.ts";
import type { Node, Value } from "./graph.ts";
import type { AnyAttributes, OpName } from "./op-attributes.ts";
import { integers } from "./op-schema.ts";
import {
  broadcastPlaces,
  fromList,
  isSmall,
  isSmallShape,
  numbersOf,
  placesOf,
  takeAt,
} from "./small-tensor.ts";

interface Output {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** What an operator gives when its inputs are known; undefined when that cannot be told exactly. */
type Evaluator = (inputs: readonly Tensor[], attributes: AnyAttributes, output: Output) => Tensor | undefined;

/**
 * The value of a node's only output when it is small and known before the graph runs: shapes and sizes that
 * exporters compute inside the graph.
 */
export function evaluate(
  node: Node,
  inputs: readonly (Value | undefined)[],
  output: Value,
  constantOf: (value: Value) => Tensor | undefined,
): Tensor | undefined {
  if (node.op === "Shape") {
    const { shape } = inputs[0] ?? output;
    const { start, end } = node.attributes as { start?: number; end?: number }; // schema of Shape
    const wanted = shape.slice(start ?? 0, end);
    return wanted.every((dim) => typeof dim === "number") ? int64([wanted.length], wanted) : undefined;
  }
  if (node.op === "Constant") return node.attributes.value as Tensor; // schema of Constant
  const evaluator = evaluators[node.op];
  const { dtype, shape } = output;
  if (!evaluator || !isKnown(shape) || !isSmallShape(shape)) return undefined;
  const known: Tensor[] = [];
  for (const input of inputs) {
    const value = input && constantOf(input);
    if (value === undefined || !isSmall(value)) return undefined;
    known.push(value);
  }
  return evaluator(known, node.attributes, { dtype, shape });
}

const elementwise =
  (compute: (...operands: number[]) => number | boolean): Evaluator =>
  (inputs, _, { dtype, shape }) => {
    const operands: number[][] = [];
    for (const input of inputs) {
      const list = numbersOf(input);
      if (!list) return undefined;
      operands.push(broadcastPlaces(input.shape, shape).map((place) => list[place] ?? Number.NaN));
    }
    return fromList(
      dtype,
      shape,
      Array.from({ length: sizeOf(shape) }, (__, index) =>
        Number(compute(...operands.map((list) => list[index] ?? Number.NaN))),
      ),
    );
  };

/** The same elements in another shape. */
const reshaped: Evaluator = ([data], _, { shape }) => data && { ...data, shape };

const reduction =
  (start: number, combine: (a: number, b: number) => number): Evaluator =>
  ([data, axes], { noop_with_empty_axes: noop }, { dtype, shape }) => {
    const list = data && numbersOf(data);
    if (!data || !list) return undefined;
    const rank = data.shape.length;
    const given = axes ? integers(axes).map((axis) => (axis < 0 ? axis + rank : axis)) : [];
    if (given.length === 0 && noop === 1) return data;
    const kept = data.shape.map((size, axis) => (given.length === 0 || given.includes(axis) ? 1 : size));
    const out = new Array<number>(sizeOf(kept)).fill(start);
    broadcastPlaces(kept, data.shape).forEach((place, index) => {
      out[place] = combine(out[place] ?? start, list[index] ?? Number.NaN);
    });
    return fromList(dtype, shape, out);
  };

const concat: Evaluator = (inputs, { axis: given }, { dtype, shape }) => {
  const axis = Number(given) < 0 ? Number(given) + shape.length : Number(given);
  const block = (size: Shape) => sizeOf(size.slice(axis));
  const joined = inputs.flatMap((input) => Array.from<number | bigint>(input.data));
  let base = 0;
  const places: number[][] = Array.from({ length: sizeOf(shape.slice(0, axis)) }, () => []);
  for (const input of inputs) {
    const length = block(input.shape);
    places.forEach((row, outer) => {
      for (let index = 0; index < length; index++) row.push(base + outer * length + index);
    });
    base += input.data.length;
  }
  // Elements stay what they were: sizes such as INT64_MAX are not exact as numbers.
  const all = { dtype, shape: [joined.length], data: joined as unknown as Tensor["data"] };
  return takeAt(all, shape, places.flat());
};

const gather: Evaluator = ([data, indices], { axis: given }, { shape }) => {
  if (!data || !indices) return undefined;
  const axis = Number(given ?? 0) < 0 ? Number(given) + data.shape.length : Number(given ?? 0);
  const size = data.shape[axis] ?? 1;
  const inner = sizeOf(data.shape.slice(axis + 1));
  const wanted = integers(indices).map((index) => (index < 0 ? index + size : index));
  if (!wanted.every((index) => index >= 0 && index < size)) return undefined;
  const places: number[] = [];
  for (let outer = 0; outer < sizeOf(data.shape.slice(0, axis)); outer++) {
    for (const index of wanted) {
      for (let step = 0; step < inner; step++) places.push((outer * size + index) * inner + step);
    }
  }
  return takeAt(data, shape, places);
};

const slice: Evaluator = ([data, starts, ends, axes, steps], _, { shape }) => {
  if (!data || !starts || !ends) return undefined;
  const strides = stridesOf(data.shape);
  let offset = 0;
  const from = integers(starts);
  const along = axes ? integers(axes) : from.map((__, index) => index);
  along.forEach((given, index) => {
    const axis = given < 0 ? given + data.shape.length : given;
    const size = data.shape[axis] ?? 1;
    const step = steps ? (integers(steps)[index] ?? 1) : 1;
    const start = from[index] ?? 0;
    const first = Math.min(Math.max(start < 0 ? start + size : start, 0), step > 0 ? size : size - 1);
    offset += first * (strides[axis] ?? 1);
    strides[axis] = (strides[axis] ?? 1) * step;
  });
  return takeAt(data, shape, placesOf(shape, strides, offset));
};

const transpose: Evaluator = ([data], { perm }, { shape }) => {
  if (!data) return undefined;
  const strides = stridesOf(data.shape);
  const order = (perm as readonly number[] | undefined) ?? shape.map((_, axis) => shape.length - 1 - axis); // schema
  return takeAt(
    data,
    shape,
    placesOf(
      shape,
      order.map((axis) => strides[axis] ?? 0),
    ),
  );
};

const cast: Evaluator = ([data], _, { dtype, shape }) => {
  if (data?.dtype === dtype) return data;
  const list = data && numbersOf(data);
  if (!list) return undefined;
  if (dtype === "bool") return fromList(dtype, shape, list.map(Boolean).map(Number));
  return fromList(dtype, shape, dtype.startsWith("float") ? list : list.map(Math.trunc));
};

const evaluators: Partial<Record<OpName, Evaluator>> = {
  Abs: elementwise((a = 0) => Math.abs(a)),
  Add: elementwise((a = 0, b = 0) => a + b),
  And: elementwise((a, b) => a !== 0 && b !== 0),
  Cast: cast,
  Ceil: elementwise((a = 0) => Math.ceil(a)),
  Clip: elementwise((a = 0, low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY) =>
    Math.min(Math.max(a, low), high),
  ),
  Concat: concat,
  ConstantOfShape: (_, { value }, { dtype, shape }) => {
    const fill = value as Tensor | undefined; // schema of ConstantOfShape
    const one = fill ?? fromList(dtype, [1], [0]);
    return one && takeAt(one, shape, new Array<number>(sizeOf(shape)).fill(0));
  },
  Div: (inputs, attributes, output) =>
    elementwise(
      output.dtype.startsWith("float") ? (a = 0, b = 0) => a / b : (a = 0, b = 0) => Math.trunc(a / b),
    )(inputs, attributes, output),
  Equal: elementwise((a, b) => a === b),
  Expand: ([data], _, { shape }) => data && takeAt(data, shape, broadcastPlaces(data.shape, shape)),
  Flatten: reshaped,
  Floor: elementwise((a = 0) => Math.floor(a)),
  Gather: gather,
  Greater: elementwise((a = 0, b = 0) => a > b),
  GreaterOrEqual: elementwise((a = 0, b = 0) => a >= b),
  Identity: reshaped,
  Less: elementwise((a = 0, b = 0) => a < b),
  LessOrEqual: elementwise((a = 0, b = 0) => a <= b),
  Max: elementwise((...operands) => Math.max(...operands)),
  Min: elementwise((...operands) => Math.min(...operands)),
  Mul: elementwise((a = 0, b = 0) => a * b),
  Neg: elementwise((a = 0) => -a),
  Not: elementwise((a) => a === 0),
  Or: elementwise((a, b) => a !== 0 || b !== 0),
  Range: ([start, _, delta], __, { dtype, shape }) => {
    const [first] = (start && numbersOf(start)) ?? [];
    const [step] = (delta && numbersOf(delta)) ?? [];
    if (first === undefined || step === undefined) return undefined;
    return fromList(
      dtype,
      shape,
      Array.from({ length: sizeOf(shape) }, (___, index) => first + index * step),
    );
  },
  ReduceMax: reduction(Number.NEGATIVE_INFINITY, Math.max),
  ReduceMin: reduction(Number.POSITIVE_INFINITY, Math.min),
  ReduceProd: reduction(1, (a, b) => a * b),
  ReduceSum: reduction(0, (a, b) => a + b),
  Reshape: reshaped,
  Slice: slice,
  Sqrt: elementwise((a = 0) => Math.sqrt(a)),
  Squeeze: reshaped,
  Sub: elementwise((a = 0, b = 0) => a - b),
  Sum: elementwise((...operands) => operands.reduce((a, b) => a + b, 0)),
  Transpose: transpose,
  Unsqueeze: reshaped,
  Where: elementwise((condition, a = 0, b = 0) => (condition !== 0 ? a : b)),
};

function isKnown(shape: Value["shape"]): shape is Shape {
  return shape.every((dim) => typeof dim === "number");
}
