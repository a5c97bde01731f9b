import { MorError } from "../../../errors.ts";
import type { DType } from "../../../tensor/dtype.ts";

/** TensorProto.DataType of the ONNX specification. */
const codes: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
};

const names = new Map(Object.entries(codes).map(([name, code]) => [code, name as DType])); // keys of `codes`

export function codeOfDtype(dtype: DType): number {
  return codes[dtype];
}

/** @throws MorError `operator-unsupported` for types that graphs cannot hold (strings, bfloat16, complex, float8). */
export function dtypeOfCode(code: number): DType {
  const dtype = names.get(code);
  if (dtype === undefined) {
    throw new MorError(
      "operator-unsupported",
      `Expected a tensor of numbers, got ONNX element type ${code}`,
      {
        hint: "Export the model with float32, float16 or integer tensors.",
      },
    );
  }
  return dtype;
}
