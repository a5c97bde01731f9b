import { float32 } from "../../../tensor/tensor.ts";
import type { Value } from "../../graph/graph.ts";
import { type GradientContext, sizes } from "../gradient-rule.ts";

/** rows[i][j]: how much of input place j goes into output place i. */
export type AxisMatrix = readonly (readonly number[])[];

/** Applies a matrix along one axis: out[..., i, ...] = sum over j of matrix[i][j] * value[..., j, ...]. */
export function alongAxis(c: GradientContext, value: Value, axis: number, matrix: AxisMatrix): Value {
  const shape = sizes(value);
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const outer = shape.slice(0, axis).reduce((product, size) => product * size, 1);
  const rows = matrix.length;
  const columns = shape[axis] ?? 1;
  const weights = c.b.constant(float32([rows, columns], matrix.flat()));
  const product = c.b.op("MatMul", [weights, c.reshape(value, [outer, columns, inner])]);
  return c.reshape(product, shape.with(axis, rows));
}

/** The adjoint of `alongAxis` with the same matrix. */
export function alongAxisAdjoint(c: GradientContext, value: Value, axis: number, matrix: AxisMatrix): Value {
  const columns = matrix[0]?.length ?? 0;
  const turned = Array.from({ length: columns }, (_, j) => matrix.map((row) => row[j] ?? 0));
  return alongAxis(c, value, axis, turned);
}

/** A matrix that picks for each output place one input place; a negative index picks nothing. */
export function selection(sources: readonly number[], inputSize: number): number[][] {
  return sources.map((source) => Array.from({ length: inputSize }, (_, j) => (j === source ? 1 : 0)));
}
