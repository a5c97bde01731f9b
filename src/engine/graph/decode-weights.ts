import { fromFloat16 } from "../../tensor/float16.ts";
import { sizeOf, stridesOf } from "../../tensor/shape.ts";
import { type Tensor, tensor } from "../../tensor/tensor.ts";
import type { Node } from "./graph.ts";

/**
 * The float32 weights behind a Cast or a DequantizeLinear of stored tensors, as files keep them to be small.
 * Undefined for other operators, for other types, and for inputs that are not all stored.
 */
export function decodeWeights(
  node: Node,
  inputs: readonly (Tensor | undefined)[],
): Tensor<"float32"> | undefined {
  const [data, scale, zeroPoint] = inputs;
  if (data === undefined) return undefined;
  if (node.op === "Cast") return node.attributes.to === float32Code ? toFloat32(data) : undefined;
  if (node.op !== "DequantizeLinear" || scale?.dtype !== "float32" || node.attributes.block_size)
    return undefined;
  if (node.inputs[2] && zeroPoint === undefined) return undefined;
  return dequantize(data, scale as Tensor<"float32">, zeroPoint, Number(node.attributes.axis ?? 1));
}

/** Exact for float16, rounded for float64; undefined for other types. */
export function toFloat32({ dtype, shape, data }: Tensor): Tensor<"float32"> | undefined {
  if (dtype === "float16") return tensor("float32", shape, fromFloat16(data as Uint16Array)); // ArrayOf.float16
  if (dtype === "float32") return tensor("float32", shape, data as Float32Array); // ArrayOf.float32
  return dtype === "float64" ? tensor("float32", shape, Float32Array.from(data as Float64Array)) : undefined;
}

/** TensorProto.DataType.FLOAT. */
const float32Code = 1;

/** (x - zeroPoint) * scale, per tensor or along `axis`, as ONNX DequantizeLinear defines it. */
function dequantize(
  { dtype, shape, data }: Tensor,
  scale: Tensor<"float32">,
  zeroPoint: Tensor | undefined,
  givenAxis: number,
): Tensor<"float32"> | undefined {
  if (dtype === "int64" || dtype === "uint64") return undefined;
  const axis = givenAxis < 0 ? givenAxis + shape.length : givenAxis;
  const channels = scale.data.length;
  const perTensor = channels === 1;
  if (scale.shape.length > 1 || (!perTensor && shape[axis] !== channels)) return undefined;
  const values = data as Exclude<Tensor["data"], BigInt64Array | BigUint64Array>; // by the check above
  const inner = perTensor ? sizeOf(shape) : (stridesOf(shape)[axis] ?? 1);
  const out = new Float32Array(values.length);
  for (let start = 0, channel = 0; start < out.length; start += inner, channel = (channel + 1) % channels) {
    const factor = scale.data[channel] ?? 0;
    const zero = Number(zeroPoint?.data[channel] ?? 0);
    for (let index = start; index < start + inner; index++)
      out[index] = ((values[index] ?? 0) - zero) * factor;
  }
  return tensor("float32", shape, out);
}
