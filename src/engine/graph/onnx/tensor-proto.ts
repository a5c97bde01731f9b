import { create } from "@bufbuild/protobuf";
import { MorError } from "../../../errors.ts";
import { allocate, bytesPerElement, type DType, fromBytes } from "../../../tensor/dtype.ts";
import { sizeOf } from "../../../tensor/shape.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { codeOfDtype, dtypeOfCode } from "./dtype-codes.ts";
import { type TensorProto, TensorProto_DataLocation, TensorProtoSchema } from "./onnx_pb.ts";

/**
 * Reads a stored tensor, from raw bytes or from the typed field of its element type.
 *
 * @throws MorError `model-invalid` when data are missing, left over or in another file;
 *   `operator-unsupported` for element types that graphs cannot hold.
 */
export function decodeTensor(proto: TensorProto): Tensor {
  const name = proto.name || "unnamed";
  if (proto.dataLocation === TensorProto_DataLocation.EXTERNAL || proto.externalData.length > 0) {
    const file = proto.externalData.find(({ key }) => key === "location")?.value ?? "another file";
    throw new MorError(
      "model-invalid",
      `Expected weights inside the model, got tensor "${name}" in ${file}`,
      {
        hint: "Save the model again as one file, say with onnx.save_model(model, path, save_as_external_data=False).",
      },
    );
  }
  if (proto.segment) throw damaged(name, "whole data", "one segment of it");
  const dtype = dtypeOfCode(proto.dataType);
  const shape = proto.dims.map((dim) => {
    if (dim < 0n || dim > maxSize) throw damaged(name, "sizes of at least 0", `${dim}`);
    return Number(dim);
  });
  const length = sizeOf(shape);
  if (proto.rawData.length > 0) {
    const wanted = length * bytesPerElement(dtype);
    if (proto.rawData.length !== wanted) {
      throw damaged(name, `${wanted} bytes for shape [${shape}]`, `${proto.rawData.length}`);
    }
    return { dtype, shape, data: fromBytes(dtype, proto.rawData) };
  }
  const typed = typedField(proto, dtype);
  if (typed.length !== length)
    throw damaged(name, `${length} elements for shape [${shape}]`, `${typed.length}`);
  return { dtype, shape, data: fromNumbers(dtype, typed) };
}

/** A tensor as it stands in an attribute, data included. */
export function encodeTensor(tensor: Tensor): TensorProto {
  return create(TensorProtoSchema, { ...headerOf(tensor), rawData: bytesOf(tensor) });
}

/** A stored tensor without its data, which the writer appends uncopied. */
export function encodeTensorHeader(name: string, tensor: Tensor): TensorProto {
  return create(TensorProtoSchema, { ...headerOf(tensor), name });
}

/** The elements as little-endian bytes: a view, not a copy, since every supported platform is little-endian. */
export function bytesOf({ data }: Tensor): Uint8Array<ArrayBuffer> {
  // Tensors are made by `allocate` and typed-array literals: none lies in a SharedArrayBuffer.
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
}

/** Sizes above this cannot be held exactly by a number. */
const maxSize = BigInt(Number.MAX_SAFE_INTEGER);

function headerOf({ dtype, shape }: Tensor) {
  return { dims: shape.map(BigInt), dataType: codeOfDtype(dtype) };
}

/** The field of TensorProto that holds elements of a type when they are not stored as bytes. */
function typedField(proto: TensorProto, dtype: DType): readonly (number | bigint)[] {
  switch (dtype) {
    case "float32":
      return proto.floatData;
    case "float64":
      return proto.doubleData;
    case "int64":
      return proto.int64Data;
    case "uint32":
    case "uint64":
      return proto.uint64Data;
    default:
      return proto.int32Data; // float16 too, as bits
  }
}

function fromNumbers(dtype: DType, list: readonly (number | bigint)[]): Tensor["data"] {
  if (dtype === "int64") return BigInt64Array.from(list, BigInt);
  if (dtype === "uint64") return BigUint64Array.from(list, BigInt);
  const out = allocate(dtype, list.length);
  for (let index = 0; index < out.length; index++) out[index] = Number(list[index]);
  return out;
}

function damaged(name: string, expected: string, got: string): MorError {
  return new MorError("model-invalid", `Expected ${expected}, got ${got} (tensor "${name}")`, {
    hint: "The model file is damaged: export or download it again.",
  });
}
