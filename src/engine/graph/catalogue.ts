import type { OpName } from "./op-attributes.ts";
import type { OpSchema, SchemasOf } from "./op-schema.ts";
import { blocked } from "./ops/blocked.ts";
import { elementwise } from "./ops/elementwise.ts";
import { neural } from "./ops/neural.ts";
import { quantization } from "./ops/quantization.ts";
import { reductions } from "./ops/reduction.ts";
import { shaping } from "./ops/shaping.ts";

/** Every operator that a graph may hold. A name in `OpAttributes` without a schema does not compile. */
export const catalogue: SchemasOf<OpName> = {
  ...blocked,
  ...elementwise,
  ...neural,
  ...quantization,
  ...reductions,
  ...shaping,
};

export function isOpName(name: string): name is OpName {
  return Object.hasOwn(catalogue, name);
}

/** The schema of an operator whose name is not known at compile time. */
export function schemaOf(op: OpName): OpSchema {
  // A schema's `infer` is only ever called with a context of its own operator.
  return catalogue[op] as unknown as OpSchema;
}
