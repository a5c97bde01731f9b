import { type InferenceContext, mapDim, type OpSchema, type SchemasOf, typeOf } from "../op-schema.ts";
import { neural } from "./neural.ts";

/** Operators that exist in blocked layout alone. */
export type BlockedOp =
  | "NchwcAveragePool"
  | "NchwcConv"
  | "NchwcMaxPool"
  | "NchwcUpsample"
  | "ReorderInput"
  | "ReorderOutput";

const domain = "com.microsoft.nchwc";
const same = (context: InferenceContext) => [context.input(0)];

/**
 * ONNX Runtime's own operators for the layout [N, C / B, H, W, B] (NCHWc), where B channels fill a vector of the
 * processor. Values in it are declared with the shape that they have in plain layout. Not portable: `blockConvolutions` writes them
 * for the processor at hand, they are never stored.
 */
export const blocked: SchemasOf<BlockedOp> = {
  NchwcConv: {
    arity: [2, 3],
    attributes: {
      dilations: "ints",
      group: "int",
      kernel_shape: "ints",
      pads: "ints",
      strides: "ints",
    },
    infer: asPlain("Conv"),
    domain,
    type: "Conv",
  },
  NchwcMaxPool: {
    arity: [1, 1],
    attributes: { dilations: "ints", kernel_shape: "ints", pads: "ints", strides: "ints" },
    infer: asPlain("MaxPool"),
    domain,
    type: "MaxPool",
  },
  NchwcAveragePool: {
    arity: [1, 1],
    attributes: {
      count_include_pad: "int",
      dilations: "ints",
      kernel_shape: "ints",
      pads: "ints",
      strides: "ints",
    },
    infer: asPlain("AveragePool"),
    domain,
    type: "AveragePool",
  },
  NchwcUpsample: {
    arity: [1, 1],
    attributes: { coordinate_transformation_mode: "string", mode: "string", scales: "ints" },
    infer: (context) => {
      const { dtype, shape } = context.input(0);
      const { scales } = context.attributes;
      return [
        typeOf(
          dtype,
          shape.map((dim, axis) => mapDim(dim, (size) => size * (scales[axis] ?? 1))),
        ),
      ];
    },
    domain,
    type: "Upsample",
  },
  ReorderInput: { arity: [1, 1], attributes: {}, infer: same, domain },
  ReorderOutput: { arity: [1, 1], attributes: { channels: "int" }, infer: same, domain },
};

/** Sizes are those of the operator in plain layout. */
function asPlain<K extends "AveragePool" | "Conv" | "MaxPool">(op: K) {
  // A schema's `infer` is only called with a context of its own operator, and that is what it becomes here.
  const { infer } = neural[op] as unknown as OpSchema;
  return (context: object) => infer({ ...(context as InferenceContext), op });
}
