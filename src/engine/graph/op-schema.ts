import { MorError } from "../../errors.ts";
import type { DType } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Dim, ValueType } from "./graph.ts";
import type { OpAttributes, OpName } from "./op-attributes.ts";

/** How an attribute is stored in an .onnx file. */
export type AttributeKind = "int" | "float" | "string" | "ints" | "tensor";

/** What shape inference sees of one application of an operator. */
export interface InferenceContext<K extends OpName = OpName> {
  readonly op: K;
  readonly attributes: OpAttributes[K];
  readonly inputs: readonly (ValueType | undefined)[];
  readonly outputCount: number;
  /** The type of a required input. @throws MorError `graph-invalid` when it is missing. */
  input(index: number): ValueType;
  /** The value of an input that is known when the graph is built. */
  constant(index: number): Tensor | undefined;
}

export interface OpSchema<K extends OpName = OpName> {
  /** Fewest and most inputs. */
  readonly arity: readonly [number, number];
  readonly attributes: { readonly [A in keyof Required<OpAttributes[K]>]: AttributeKind };
  /** Types of the outputs. @throws MorError `graph-invalid` for inputs that do not fit. */
  readonly infer: (context: InferenceContext<K>) => readonly ValueType[];
  readonly domain?: "com.microsoft" | "com.microsoft.nchwc";
  /** The operator's name in a file, where another domain has one of the same name. */
  readonly type?: string;
}

/** Schemas for some of the operators; the catalogue joins all of them. */
export type SchemasOf<Names extends OpName> = { readonly [K in Names]: OpSchema<K> };

export function invalid(op: OpName, message: string): MorError {
  return new MorError("graph-invalid", `${op}: ${message}`);
}

export function typeOf(dtype: DType, shape: readonly Dim[]): ValueType {
  return { dtype, shape };
}

/** A non-negative axis. @throws MorError `graph-invalid` outside [-rank, rank). */
export function normalizeAxis(op: OpName, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (positive < 0 || positive >= Math.max(rank, 1)) {
    throw invalid(op, `expected an axis in [${-rank}, ${rank}), got ${axis}`);
  }
  return positive;
}

/** Numbers of a constant integer input. */
export function integers(tensor: Tensor): number[] {
  return Array.from(tensor.data as ArrayLike<number | bigint>, Number);
}

/** The integers of an input that must be known. @throws MorError `graph-invalid` when it is computed by the graph. */
export function requireIntegers(context: InferenceContext, index: number, what: string): number[] {
  const known = context.constant(index);
  if (known === undefined) throw invalid(context.op, `expected ${what} to be constant, got a computed value`);
  return integers(known);
}

/** The common shape of operands, by NumPy's rule. @throws MorError `graph-invalid` when they do not fit. */
export function broadcast(op: OpName, shapes: readonly (readonly Dim[])[]): Dim[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let result: Dim = 1;
    for (const shape of shapes) {
      const dim = shape[axis - rank + shape.length] ?? 1;
      if (dim === 1 || dim === result) continue;
      if (result === 1 || typeof result === "string") result = dim;
      else if (typeof dim === "number") {
        throw invalid(op, `shapes ${shapes.map((s) => `[${s}]`).join(" and ")} do not broadcast`);
      }
    }
    return result;
  });
}

/** The size of a shape of known sizes, or undefined. */
export function knownSize(shape: readonly Dim[]): number | undefined {
  let size = 1;
  for (const dim of shape) {
    if (typeof dim === "string") return undefined;
    size *= dim;
  }
  return size;
}

/** A size computed from another: symbolic in, symbolic out. */
export function mapDim(dim: Dim | undefined, compute: (size: number) => number): Dim {
  if (dim === undefined) return "?";
  return typeof dim === "number" ? compute(dim) : "?";
}
