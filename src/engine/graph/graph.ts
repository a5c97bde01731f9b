import type { DType } from "../../tensor/dtype.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { AnyAttributes, OpName } from "./op-attributes.ts";

/** A size that is known, or a name for one that is given when the graph runs. */
export type Dim = number | string;

export interface ValueType {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

/** A named edge of the graph. */
export interface Value extends ValueType {
  readonly name: string;
}

/** One application of an operator. An omitted optional input is the empty name. */
export interface Node {
  readonly op: OpName;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: AnyAttributes;
}

/** A finished graph: nodes in an order in which they can run. */
export interface Graph {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly nodes: readonly Node[];
  /** Free text pairs that travel in the file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The operator set that graphs are written in. */
export const OPSET = 20;
