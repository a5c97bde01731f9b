import type { DType } from "../../tensor/dtype.ts";
import type { Builder } from "./builder.ts";
import type { Dim, Value } from "./graph.ts";
import { codeOfDtype } from "./onnx/dtype-codes.ts";

/** A value or a float32 scalar that becomes a constant. */
export type Operand = Value | number;

/** Short names for the operators that formulas are made of, bound to one builder. */
export interface Algebra {
  add(a: Operand, b: Operand): Value;
  sub(a: Operand, b: Operand): Value;
  mul(a: Operand, b: Operand): Value;
  div(a: Operand, b: Operand): Value;
  pow(a: Operand, b: Operand): Value;
  square(a: Value): Value;
  neg(a: Value): Value;
  sum(a: Value, axes: readonly number[], keepdims?: boolean): Value;
  mean(a: Value, axes: readonly number[], keepdims?: boolean): Value;
  reshape(a: Value, shape: readonly Dim[]): Value;
  transpose(a: Value, perm: readonly number[]): Value;
  slice(a: Value, axis: number, start: number, end: number): Value;
  cast(a: Value, to: DType): Value;
  /** 1 where the condition holds, else 0, as float32. */
  indicator(condition: Value): Value;
  /** Matrix product with either side turned; a Gemm for two axes, batched for more. */
  matmul(a: Value, b: Value, options?: { readonly transA?: boolean; readonly transB?: boolean }): Value;
}

export function algebra(b: Builder): Algebra {
  const lift = (operand: Operand): Value => (typeof operand === "number" ? b.number(operand) : operand);
  const binary =
    (op: "Add" | "Sub" | "Mul" | "Div" | "Pow") =>
    (left: Operand, right: Operand): Value =>
      b.op(op, [lift(left), lift(right)]);
  const reduce =
    (op: "ReduceSum" | "ReduceMean") =>
    (a: Value, axes: readonly number[], keepdims = false) =>
      axes.length === 0 ? a : b.op(op, [a, b.integers(axes)], { keepdims: keepdims ? 1 : 0 });
  const cast = (a: Value, to: DType): Value => b.op("Cast", [a], { to: codeOfDtype(to) });
  return {
    add: binary("Add"),
    sub: binary("Sub"),
    mul: binary("Mul"),
    div: binary("Div"),
    pow: binary("Pow"),
    square: (a) => b.op("Mul", [a, a]),
    neg: (a) => b.op("Neg", [a]),
    sum: reduce("ReduceSum"),
    mean: reduce("ReduceMean"),
    reshape: (a, shape) =>
      b.op("Reshape", [a, b.integers(shape.map((dim) => (typeof dim === "number" ? dim : -1)))]),
    transpose: (a, perm) =>
      perm.every((axis, index) => axis === index) ? a : b.op("Transpose", [a], { perm }),
    slice: (a, axis, start, end) =>
      b.op("Slice", [a, b.integers([start]), b.integers([end]), b.integers([axis])]),
    cast,
    indicator: (condition) => cast(condition, "float32"),
    matmul: (left, right, { transA = false, transB = false } = {}) => {
      const flags = { transA: transA ? 1 : 0, transB: transB ? 1 : 0 };
      if (left.shape.length === 2 && right.shape.length === 2) return b.op("Gemm", [left, right], flags);
      return transA || transB ? b.op("FusedMatMul", [left, right], flags) : b.op("MatMul", [left, right]);
    },
  };
}
