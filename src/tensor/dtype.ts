/** Element types of tensors, by their ONNX names. */
export type DType =
  | "float32"
  | "float16"
  | "float64"
  | "int8"
  | "uint8"
  | "int16"
  | "uint16"
  | "int32"
  | "uint32"
  | "int64"
  | "uint64"
  | "bool";

/** The array that holds elements of type D. `float16` is kept as raw bits, `bool` as bytes 0 and 1. */
export interface ArrayOf {
  readonly float32: Float32Array;
  readonly float16: Uint16Array;
  readonly float64: Float64Array;
  readonly int8: Int8Array;
  readonly uint8: Uint8Array;
  readonly int16: Int16Array;
  readonly uint16: Uint16Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly int64: BigInt64Array;
  readonly uint64: BigUint64Array;
  readonly bool: Uint8Array;
}

export type TensorData = ArrayOf[DType];

const constructors = {
  float32: Float32Array,
  float16: Uint16Array,
  float64: Float64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as const;

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return constructors[dtype].BYTES_PER_ELEMENT;
}

/** A zero-filled array of `length` elements. */
export function allocate<D extends DType>(dtype: D, length: number): ArrayOf[D] {
  // The table above pairs each name with the constructor of ArrayOf[name].
  return new constructors[dtype](length) as unknown as ArrayOf[D];
}

/** Reads little-endian bytes as elements, copying so that alignment never matters. */
export function fromBytes<D extends DType>(dtype: D, bytes: Uint8Array): ArrayOf[D] {
  const copy = new Uint8Array(bytes.byteLength);
  copy.set(bytes);
  // As above: the constructor under `dtype` makes an ArrayOf[D].
  return new constructors[dtype](copy.buffer) as unknown as ArrayOf[D];
}
