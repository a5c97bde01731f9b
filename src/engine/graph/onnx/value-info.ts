import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { MorError } from "../../../errors.ts";
import type { Dim, Value } from "../graph.ts";
import { codeOfDtype, dtypeOfCode } from "./dtype-codes.ts";
import {
  type TensorShapeProto_DimensionSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from "./onnx_pb.ts";

/** A declared input or output; its shape is undefined when the file does not give one. */
export interface DeclaredValue {
  readonly name: string;
  readonly dtype: Value["dtype"];
  readonly shape: readonly Dim[] | undefined;
}

/**
 * Reads name, type and shape. Sizes without a name become `?name.axis`, so that two unknown sizes never pass for equal.
 *
 * @throws MorError `operator-unsupported` for anything but a tensor of numbers; `model-invalid` for sizes below 0.
 */
export function decodeValueInfo(proto: ValueInfoProto): DeclaredValue {
  const { name } = proto;
  if (name === "") throw new MorError("model-invalid", "Expected a name for each input and output, got none");
  const type = proto.type?.value;
  if (type?.case !== "tensorType") {
    throw new MorError(
      "operator-unsupported",
      `Expected "${name}" to be a tensor, got ${type?.case ?? "no type"}`,
    );
  }
  const shape = type.value.shape?.dim.map(({ value: dim }, axis): Dim => {
    if (dim.case === "dimParam" && dim.value !== "") return dim.value;
    if (dim.case !== "dimValue") return `?${name}.${axis}`;
    if (dim.value < 0n || dim.value > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new MorError(
        "model-invalid",
        `Expected sizes of at least 0, got ${dim.value} (axis ${axis} of "${name}")`,
      );
    }
    return Number(dim.value);
  });
  return { name, dtype: dtypeOfCode(type.value.elemType), shape };
}

/** Writes name, type and shape; sizes named `?...` are left unknown. */
export function encodeValueInfo(value: Value): ValueInfoProto {
  const tensorType = { elemType: codeOfDtype(value.dtype), shape: { dim: value.shape.map(encodeDim) } };
  return create(ValueInfoProtoSchema, {
    name: value.name,
    type: { value: { case: "tensorType", value: tensorType } },
  });
}

function encodeDim(dim: Dim): MessageInitShape<typeof TensorShapeProto_DimensionSchema> {
  if (typeof dim === "number") return { value: { case: "dimValue", value: BigInt(dim) } };
  return dim.startsWith("?") ? {} : { value: { case: "dimParam", value: dim } };
}
