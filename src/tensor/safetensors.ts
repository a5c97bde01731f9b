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

/** Reads float32 tensors. @throws MorError `run-invalid` for bytes that are truncated or of another kind. */
export function decodeSafetensors(bytes: Uint8Array, path: string): TensorFile {
  const broken = (reason: string): MorError =>
    new MorError("run-invalid", `Expected a safetensors file, got ${reason} (${path})`, {
      hint: "The file is damaged or of another program; train into a new folder.",
      path,
    });
  if (bytes.length < 8) throw broken(`${bytes.length} bytes`);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(buffer.readBigUInt64LE(0));
  if (length > bytes.length - 8) throw broken("a truncated header");
  const { __metadata__: pairs = {}, ...entries } = parseHeader(buffer.subarray(8, 8 + length), broken);
  if (!isRecord(pairs)) throw broken("metadata that are no pairs of texts");
  const metadata = Object.fromEntries(
    Object.entries(pairs).map(([key, value]): [string, string] => {
      if (typeof value !== "string") throw broken(`metadata "${key}" that are no text`);
      return [key, value];
    }),
  );
  const body = buffer.subarray(8 + length);
  const tensors = new Map<string, Tensor<"float32">>();
  for (const [name, entry] of Object.entries(entries)) {
    if (!isEntry(entry) || entry.data_offsets[1] > body.length) throw broken(`a wrong entry "${name}"`);
    const [start, end] = entry.data_offsets;
    const data = new Float32Array((end - start) / 4);
    new Uint8Array(data.buffer).set(body.subarray(start, end));
    tensors.set(name, tensor("float32", entry.shape, data));
  }
  return { tensors, metadata };
}

function parseHeader(text: Buffer, broken: (reason: string) => MorError): Record<string, unknown> {
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
  if (!isRecord(value) || value.dtype !== "F32") return false;
  const { shape, data_offsets: offsets } = value;
  if (!isSizes(shape) || !isSizes(offsets) || offsets.length !== 2) return false;
  const [start = 0, end = 0] = offsets;
  return end - start === 4 * sizeOf(shape);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
