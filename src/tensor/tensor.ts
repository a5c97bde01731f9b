import { MorError } from "../errors.ts";
import { type ArrayOf, allocate, type DType } from "./dtype.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** A dense row-major array with its type and shape. */
export interface Tensor<D extends DType = DType> {
  readonly dtype: D;
  readonly shape: Shape;
  readonly data: ArrayOf[D];
}

/** Joins data and shape. @throws MorError `shape-mismatch` when the lengths differ. */
export function tensor<D extends DType>(dtype: D, shape: Shape, data: ArrayOf[D]): Tensor<D> {
  if (data.length !== sizeOf(shape)) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${sizeOf(shape)} elements for shape [${shape}], got ${data.length}`,
    );
  }
  return { dtype, shape, data };
}

export function float32(shape: Shape, values: ArrayLike<number>): Tensor<"float32"> {
  return tensor("float32", shape, Float32Array.from(values));
}

export function int64(shape: Shape, values: readonly number[]): Tensor<"int64"> {
  return tensor("int64", shape, BigInt64Array.from(values, BigInt));
}

export function zeros<D extends DType>(dtype: D, shape: Shape): Tensor<D> {
  return { dtype, shape, data: allocate(dtype, sizeOf(shape)) };
}

export function scalar(value: number): Tensor<"float32"> {
  return float32([], [value]);
}
