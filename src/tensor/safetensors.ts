import { MorError } from "../errors.ts";
import { type DType, fromBytes } from "./dtype.ts";
import { fromFloat16 } from "./float16.ts";
import { sizeOf } from "./shape.ts";
import { type Tensor, tensor } from "./tensor.ts";

/** Float32 tensors and free text pairs, as a safetensors file holds them. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor<"float32">>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a tensor is in a file. */
export interface StoredTensor {
  /** As safetensors names it: F32, BF16, I64 ... */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of the file. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Makes the error for a file that is none: `reason` completes "got". */
export type BrokenFile = (reason: string) => MorError;

/** Writes the safetensors format: eight bytes of header length, a JSON header, then the data, little-endian. */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  let offset = 0;
  const entries = [...tensors].map(([name, { shape }]): [string, Entry] => {
    const start = offset;
    offset += 4 * sizeOf(shape);
    return [name, { dtype: "F32", shape, data_offsets: [start, offset] }];
  });
  const header = Object.fromEntries<unknown>([["__metadata__", metadata], ...entries]);
  const text = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const out = Buffer.alloc(8 + padded + offset, " ");
  out.writeBigUInt64LE(BigInt(padded), 0);
  text.copy(out, 8);
  let at = 8 + padded;
  for (const { data } of tensors.values()) {
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).copy(out, at);
    at += data.byteLength;
  }
  return out;
}

/**
 * Reads all tensors as float32, whatever type they are stored in.
 * @throws MorError `run-invalid` for bytes that are truncated or of another kind.
 */
export function decodeSafetensors(bytes: Uint8Array, path: string): TensorFile {
  const broken: BrokenFile = (reason) =>
    new MorError("run-invalid", `Expected a safetensors file, got ${reason} (${path})`, {
      hint: "The file is damaged or of another program; train into a new folder.",
      path,
    });
  const { tensors, metadata } = decodeSafetensorsHeader(bytes, bytes.length, broken);
  return {
    tensors: new Map([...tensors].map(([name, stored]) => [name, decodeTensor(bytes, stored)])),
    metadata,
  };
}

/** Bytes that the header of a file takes, its length included; the file has 8 bytes at least. */
export function headerLength(bytes: Uint8Array): number {
  return 8 + Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
}

/**
 * Reads names, shapes and places of the tensors.
 * @param bytes the file, or its header alone.
 * @param fileLength of the whole file.
 * @throws what `broken` makes, for a file that is truncated or of another kind.
 */
export function decodeSafetensorsHeader(
  bytes: Uint8Array,
  fileLength: number,
  broken: BrokenFile,
): SafetensorsHeader {
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`);
  const body = headerLength(bytes);
  if (body > bytes.length) throw broken("a truncated header");
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 8, body - 8);
  const { __metadata__: pairs = {}, ...entries } = parseHeader(text, broken);
  if (!isRecord(pairs)) throw broken("metadata that are no pairs of texts");
  const metadata = Object.fromEntries(
    Object.entries(pairs).map(([key, value]): [string, string] => {
      if (typeof value !== "string") throw broken(`metadata "${key}" that are no text`);
      return [key, value];
    }),
  );
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry)) throw broken(`a wrong entry "${name}"`);
    const { dtype, shape } = entry;
    const [start, end] = entry.data_offsets;
    // "Wrong", too: one cannot tell a file that was cut from an entry that lies.
    if (body + end > fileLength) throw broken(`a wrong entry "${name}", which ends behind the file`);
    tensors.set(name, { dtype, shape, start: body + start, end: body + end });
  }
  return { tensors, metadata };
}

/** Reads one tensor of a whole file as float32; integers beyond 2^24 and doubles are rounded. */
export function decodeTensor(
  file: Uint8Array,
  { dtype, shape, start, end }: StoredTensor,
): Tensor<"float32"> {
  const stored = dtypes[dtype];
  if (stored === undefined) throw new Error(`"${dtype}" was let pass by the header's check`);
  return tensor("float32", shape, stored.decode(file.subarray(start, end)));
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

interface StoredType {
  readonly bytes: number;
  readonly decode: (bytes: Uint8Array) => Float32Array;
}

const dtypes: Readonly<Record<string, StoredType>> = {
  F64: numbers("float64", 8),
  F32: { bytes: 4, decode: (bytes) => fromBytes("float32", bytes) },
  F16: { bytes: 2, decode: (bytes) => fromFloat16(fromBytes("float16", bytes)) },
  BF16: { bytes: 2, decode: fromBfloat16 },
  I64: numbers("int64", 8),
  U64: numbers("uint64", 8),
  I32: numbers("int32", 4),
  U32: numbers("uint32", 4),
  I16: numbers("int16", 2),
  U16: numbers("uint16", 2),
  I8: numbers("int8", 1),
  U8: numbers("uint8", 1),
  BOOL: numbers("bool", 1),
};

function numbers(dtype: DType, bytes: number): StoredType {
  return { bytes, decode: (data) => Float32Array.from<number | bigint>(fromBytes(dtype, data), Number) };
}

/** The upper half of a float32. */
function fromBfloat16(bytes: Uint8Array): Float32Array {
  const halves = fromBytes("uint16", bytes);
  const bits = new Uint32Array(halves.length);
  for (let index = 0; index < bits.length; index++) bits[index] = (halves[index] ?? 0) << 16;
  return new Float32Array(bits.buffer);
}

function parseHeader(text: Buffer, broken: BrokenFile): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text.toString("utf8"));
  } catch {
    throw broken("a header that is not JSON");
  }
  if (!isRecord(header)) throw broken("a header that is no table");
  return header;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether shape and place agree; whether the place is inside of the file is another question. */
function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(dtypes, dtype)) return false;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) return false;
  const [start = 0, end = 0] = offsets;
  return end - start === (dtypes[dtype]?.bytes ?? 0) * sizeOf(shape);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
