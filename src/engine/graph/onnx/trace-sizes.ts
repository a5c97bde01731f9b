import { int64, type Tensor } from "../../../tensor/tensor.ts";
import type { Builder } from "../builder.ts";
import type { Dim, Node, Value } from "../graph.ts";
import type { AnyAttributes } from "../op-attributes.ts";
import { integers } from "../op-schema.ts";
import { isSmall } from "../small-tensor.ts";

/** Sizes that a graph computes with, some of which may be symbols. */
export interface Sizes {
  readonly list: readonly Dim[];
  /** Whether the tensor has no axis; else it has one. */
  readonly scalar: boolean;
}

/** Looks up what is known of a value as sizes. */
export type SizesOf = (value: Value) => Sizes | undefined;

/**
 * Follows sizes through the operators with which exporters take shapes apart and put them together, so that a
 * symbolic batch does not hide the sizes beside it. Undefined for other operators.
 */
export function traceSizes(
  { op, attributes }: Node,
  operands: readonly (Value | undefined)[],
  sizesOf: SizesOf,
): Sizes | undefined {
  const [data] = operands;
  if (data === undefined) return undefined;
  if (op === "Shape") {
    const { start, end } = attributes as { start?: number; end?: number }; // schema of Shape
    return { list: data.shape.slice(start ?? 0, end), scalar: false };
  }
  const known: Sizes[] = [];
  for (const operand of operands) {
    const sizes = operand && sizesOf(operand);
    if (sizes === undefined) return undefined;
    known.push(sizes);
  }
  const [first, ...rest] = known;
  return first && follow[op]?.(first, rest, attributes);
}

/** The tensor of sizes that are all known. */
export function tensorOf({ list, scalar }: Sizes): Tensor | undefined {
  const numbers = list.filter((dim) => typeof dim === "number");
  return numbers.length === list.length ? int64(scalar ? [] : [list.length], numbers) : undefined;
}

/** Constant integers as sizes. */
export function sizesOfConstant(tensor: Tensor | undefined): Sizes | undefined {
  if (tensor?.dtype !== "int64" || !isSmall(tensor) || tensor.shape.length > 1) return undefined;
  return { list: integers(tensor), scalar: tensor.shape.length === 0 };
}

/**
 * A node that asks for sizes which are known but for symbols, said without the symbols: 0 and -1 in Reshape,
 * fewer axes in Resize. Undefined where that is not possible, or not needed.
 */
export function withoutSymbols(
  builder: Builder,
  node: Node,
  operands: readonly (Value | undefined)[],
  sizesOf: SizesOf,
): { readonly operands: readonly (Value | undefined)[]; readonly attributes: AnyAttributes } | undefined {
  const [data] = operands;
  const asked = operands[node.op === "Reshape" ? 1 : 3];
  if (!data || !asked || (node.op !== "Reshape" && node.op !== "Resize")) return undefined;
  const list: readonly Dim[] = sizesOf(asked)?.list ?? [];
  if (list.every((dim) => typeof dim === "number")) return undefined;
  const kept = (axis: number) => list[axis] === data.shape[axis] && !String(list[axis]).startsWith("?");
  if (node.op === "Reshape") {
    const wanted = list.map((dim, axis) => (typeof dim === "number" ? dim : kept(axis) ? 0 : -1));
    const free = wanted.filter((size) => size === -1).length;
    if (free > 1 || node.attributes.allowzero === 1) return undefined;
    return { operands: [data, builder.integers(wanted)], attributes: node.attributes };
  }
  const axes = list.flatMap((dim, axis) => (typeof dim === "number" ? [axis] : []));
  if (
    node.attributes.axes !== undefined ||
    !list.every((dim, axis) => typeof dim === "number" || kept(axis))
  ) {
    return undefined;
  }
  const sizes = builder.integers(list.filter((dim) => typeof dim === "number"));
  return { operands: [data, undefined, undefined, sizes], attributes: { ...node.attributes, axes } };
}

type Follow = (first: Sizes, rest: readonly Sizes[], attributes: AnyAttributes) => Sizes | undefined;

const follow: Partial<Record<Node["op"], Follow>> = {
  Cast: (sizes, _, { to }) => (to === int64Code ? sizes : undefined),
  Concat: (first, rest) => ({ list: [first, ...rest].flatMap(({ list }) => list), scalar: false }),
  Gather: ({ list }, [indices]) => {
    const wanted = indices?.list.map((index) => list.at(Number(index)));
    if (!indices || !wanted?.every((dim) => dim !== undefined)) return undefined;
    return { list: wanted, scalar: indices.scalar };
  },
  Identity: (sizes) => sizes,
  Reshape: ({ list }, [shape]) => {
    if (shape?.list.length === 0) return { list, scalar: true };
    return shape?.list.length === 1 ? { list, scalar: false } : undefined;
  },
  Slice: ({ list }, [starts, ends, , steps]) => {
    if (steps && steps.list[0] !== 1) return undefined;
    return {
      list: list.slice(Number(starts?.list[0] ?? 0), Number(ends?.list[0] ?? list.length)),
      scalar: false,
    };
  },
  Squeeze: ({ list, scalar }) => (scalar || list.length !== 1 ? undefined : { list, scalar: true }),
  Unsqueeze: ({ list, scalar }) => (scalar ? { list, scalar: false } : undefined),
};

/** TensorProto.DataType.INT64. */
const int64Code = 7;
