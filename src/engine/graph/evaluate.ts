import { allocate, type DType } from "../../tensor/dtype.ts";
import { fromFloat16 } from "../../tensor/float16.ts";
import { sizeOf, stridesOf } from "../../tensor/shape.ts";
import { int64, type Tensor, tensor } from "../../tensor/tensor.ts";
import type { Node, Value } from "./graph.ts";
import type { AnyAttributes } from "./op-attributes.ts";
import { integers } from "./op-schema.ts";

/** What an operator gives when its inputs are known; undefined when it is not one of the few evaluated here. */
type Evaluator = (inputs: readonly Tensor[], attributes: AnyAttributes, output: Value) => Tensor | undefined;

/** Integer tensors up to this size are evaluated: shapes and axes, never data. */
const smallest = 64;

/**
 * The value of a node's output when it is known before the graph runs: shapes that exporters compute
 * inside the graph, and weights stored as float16 or int8.
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
  if (!evaluator) return undefined;
  const known = inputs.map((value) => value && constantOf(value));
  if (!known.every((value) => value !== undefined)) return undefined;
  return evaluator(known, node.attributes, output);
}

const arithmetic =
  (compute: (a: number, b: number) => number): Evaluator =>
  ([a, b], _, output) => {
    if (!a || !b || !isSmallInteger(a) || !isSmallInteger(b)) return undefined;
    const [left, right] = [integers(a), integers(b)];
    const length = Math.max(left.length, right.length);
    if ((left.length !== 1 && left.length !== length) || (right.length !== 1 && right.length !== length))
      return undefined;
    const at = (list: readonly number[], index: number) => list[list.length === 1 ? 0 : index] ?? 0;
    return ofIntegers(
      output,
      Array.from({ length }, (__, index) => compute(at(left, index), at(right, index))),
    );
  };

const reshape: Evaluator = ([data], _, output) =>
  data && isSmallInteger(data) ? ofIntegers(output, integers(data)) : undefined;

const evaluators: Partial<Record<Node["op"], Evaluator>> = {
  Add: arithmetic((a, b) => a + b),
  Sub: arithmetic((a, b) => a - b),
  Mul: arithmetic((a, b) => a * b),
  Div: arithmetic((a, b) => Math.trunc(a / b)),
  Identity: ([data]) => data,
  Reshape: reshape,
  Squeeze: reshape,
  Unsqueeze: reshape,
  Concat: (inputs, _, output) =>
    inputs.every((input) => isSmallInteger(input) && input.shape.length === 1)
      ? ofIntegers(output, inputs.flatMap(integers))
      : undefined,
  Gather: ([data, indices], _, output) => {
    if (!data || !indices || !isSmallInteger(data) || data.shape.length !== 1) return undefined;
    const list = integers(data);
    return ofIntegers(
      output,
      integers(indices).map((index) => list[index < 0 ? index + list.length : index] ?? 0),
    );
  },
  Slice: ([data, starts, ends, , steps], _, output) => {
    if (!data || !starts || !ends || !isSmallInteger(data) || data.shape.length !== 1) return undefined;
    if (steps && integers(steps)[0] !== 1) return undefined;
    return ofIntegers(output, integers(data).slice(integers(starts)[0], integers(ends)[0]));
  },
  Cast: ([data], _, output) => (data ? cast(data, output.dtype) : undefined),
  DequantizeLinear: dequantize,
};

function isSmallInteger(input: Tensor): boolean {
  return (input.dtype === "int64" || input.dtype === "int32") && input.data.length <= smallest;
}

function ofIntegers(output: Value, list: readonly number[]): Tensor | undefined {
  const { dtype, shape } = output;
  if (!shape.every((dim) => typeof dim === "number") || sizeOf(shape) !== list.length) return undefined;
  if (dtype === "int64") return int64(shape, list);
  return dtype === "int32" ? tensor("int32", shape, Int32Array.from(list)) : undefined;
}

/** Element-wise conversion; undefined for pairs that stored weights and shapes do not need. */
function cast(input: Tensor, to: DType): Tensor | undefined {
  if (input.dtype === to) return input;
  if (to === "float32" && input.dtype === "float16") {
    return tensor("float32", input.shape, fromFloat16(input.data as Uint16Array)); // ArrayOf.float16
  }
  if (input.dtype === "float16" || to === "float16" || to === "bool") return undefined;
  if (to === "int64" || to === "uint64") {
    return isSmallInteger(input) ? int64(input.shape, integers(input)) : undefined;
  }
  const out = allocate(to, input.data.length);
  for (let index = 0; index < out.length; index++) out[index] = Number(input.data[index]);
  return tensor(to, input.shape, out);
}

/** (x - zeroPoint) * scale, per tensor or along `axis`, as ONNX DequantizeLinear defines it. */
function dequantize(inputs: readonly Tensor[], attributes: AnyAttributes): Tensor | undefined {
  const [data, scale, zeroPoint] = inputs;
  if (!data || !scale || scale.dtype !== "float32" || scale.shape.length > 1) return undefined;
  const given = Number(attributes.axis ?? 1);
  const axis = given < 0 ? given + data.shape.length : given;
  const step = stridesOf(data.shape)[axis] ?? 1;
  const length = data.shape[axis] ?? 1;
  const perTensor = scale.data.length === 1;
  const out = new Float32Array(data.data.length);
  for (let index = 0; index < out.length; index++) {
    const channel = perTensor ? 0 : Math.floor(index / step) % length;
    out[index] =
      (Number(data.data[index]) - Number(zeroPoint?.data[channel] ?? 0)) * Number(scale.data[channel]);
  }
  return tensor("float32", data.shape, out);
}
