import { MorError } from "../errors.ts";
import { sizeOf } from "./shape.ts";
import { type Tensor, tensor } from "./tensor.ts";

/** Float32 tensors and free text pairs, as a safetensors file holds them. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor<"float32">>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Writes the safetensors format: eight bytes of header length, a JSON header, then the data, little-endian. */
export function encodeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape }] of tensors) {
    const bytes = 4 * sizeOf(shape);
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + bytes] };
    offset += bytes;
  }
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

/** Reads float32 tensors. @throws MorError `run-invalid` for bytes that are truncated or of another kind. */
export function decodeSafetensors(bytes: Uint8Array, path: string): TensorFile {
  const broken = (reason: string): MorError =>
    new MorError("run-invalid", `Expected a safetensors file, got ${reason} (${path})`, { path });
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(buffer.readBigUInt64LE(0));
  if (length > bytes.length - 8) throw broken("a truncated header");
  let header: Record<string, Entry | Record<string, string>>;
  try {
    header = JSON.parse(buffer.toString("utf8", 8, 8 + length));
  } catch {
    throw broken("a header that is not JSON");
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map<string, Tensor<"float32">>();
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    // every key but __metadata__ is an entry
    const [start, end] = entry.data_offsets;
    if (entry.dtype !== "F32" || end - start !== 4 * sizeOf(entry.shape) || 8 + length + end > bytes.length) {
      throw broken(`a wrong entry "${name}"`);
    }
    const copy = buffer.subarray(8 + length + start, 8 + length + end).slice();
    const data = new Float32Array((end - start) / 4);
    new Uint8Array(data.buffer).set(copy);
    tensors.set(name, tensor("float32", entry.shape, data));
  }
  return { tensors, metadata: metadata as Record<string, string> };
}
