import { type SchemasOf, typeOf } from "../op-schema.ts";

export const quantization: SchemasOf<"DequantizeLinear" | "QuantizeLinear"> = {
  DequantizeLinear: {
    arity: [2, 3],
    attributes: { axis: "int", block_size: "int" },
    infer: (context) => [typeOf(context.input(1).dtype, context.input(0).shape)],
  },
  QuantizeLinear: {
    arity: [2, 3],
    attributes: { axis: "int", block_size: "int", saturate: "int" },
    infer: (context) => [typeOf(context.inputs[2]?.dtype ?? "uint8", context.input(0).shape)],
  },
};
