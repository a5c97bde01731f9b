import { allocate, type DType } from "../../tensor/dtype.ts";
import { type Shape, sizeOf, stridesOf } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Tensors up to this size are evaluated while a graph is built: shapes and axes, never data. */
const smallest = 64;

export function isSmall({ dtype, shape }: Tensor): boolean {
  return dtype !== "float16" && isSmallShape(shape);
}

/** Empty tensors of several axes are left out: beside a size of 0, the others may be anything. */
export function isSmallShape(shape: Shape): boolean {
  const size = sizeOf(shape);
  return size <= smallest && (size > 0 || shape.length === 1);
}

/** Elements as numbers; undefined when an integer is too large to be exact. */
export function numbersOf({ dtype, data }: Tensor): number[] | undefined {
  const list = Array.from<number | bigint, number>(data, Number);
  const whole = dtype !== "float32" && dtype !== "float64";
  return !whole || list.every(Number.isSafeInteger) ? list : undefined;
}

/** A tensor of numbers in its type; undefined when an integer type cannot hold them exactly. */
export function fromList(dtype: DType, shape: Shape, list: readonly number[]): Tensor | undefined {
  if (dtype === "float16" || sizeOf(shape) !== list.length) return undefined;
  const whole = dtype !== "float32" && dtype !== "float64";
  if (whole && !list.every(Number.isSafeInteger)) return undefined;
  const big = dtype === "int64" || dtype === "uint64";
  return { dtype, shape, data: fill(dtype, big ? list.map(BigInt) : list) };
}

/** The elements at some places of a tensor, in a shape of as many; exact for every type. */
export function takeAt(source: Tensor, shape: Shape, places: readonly number[]): Tensor | undefined {
  const list = places.map((place) => source.data[place]);
  if (sizeOf(shape) !== list.length || !list.every((element) => element !== undefined)) return undefined;
  return { dtype: source.dtype, shape, data: fill(source.dtype, list) };
}

/** Flat places of a view: `offset` plus, for each axis, its index times its stride. */
export function placesOf(shape: Shape, strides: readonly number[], offset = 0): number[] {
  const out: number[] = [];
  const own = stridesOf(shape);
  for (let flat = 0; flat < sizeOf(shape); flat++) {
    let place = offset;
    shape.forEach((size, axis) => {
      place += (Math.floor(flat / (own[axis] ?? 1)) % size) * (strides[axis] ?? 0);
    });
    out.push(place);
  }
  return out;
}

/** Flat places in an operand for each element of the shape that it is broadcast to. */
export function broadcastPlaces(operand: Shape, shape: Shape): number[] {
  const strides = stridesOf(operand);
  const ahead = shape.length - operand.length;
  return placesOf(
    shape,
    shape.map((_, axis) => ((operand[axis - ahead] ?? 1) === 1 ? 0 : (strides[axis - ahead] ?? 0))),
  );
}

function fill(dtype: DType, list: readonly (number | bigint)[]): Tensor["data"] {
  const out = allocate(dtype, list.length);
  // The lists above hold bigints exactly for the types whose arrays do.
  const slots = out as unknown as (number | bigint)[];
  list.forEach((element, index) => {
    slots[index] = element;
  });
  return out;
}
