import { readFileSync } from "node:fs";
import type { AnyAttributes, OpName } from "../../src/engine/graph/op-attributes.ts";
import { allocate, type DType } from "../../src/tensor/dtype.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";

/** One application of an operator with its reference values. */
export interface OpCase {
  readonly op: OpName;
  readonly name: string;
  readonly attributes: AnyAttributes;
  readonly inputs: readonly (CaseInput | undefined)[];
  readonly outputs: readonly Tensor[];
  /** Lies on a kink: the gradient is not the one of central differences. */
  readonly kink: boolean;
}

export interface CaseInput {
  readonly value: Tensor;
  /** Stored in the graph, not fed. */
  readonly constant: boolean;
}

/** The cases of scripts/fixtures/ops.py. */
export function readOpCases(): OpCase[] {
  const file = new URL("../fixtures/ops.json", import.meta.url);
  const stored = JSON.parse(readFileSync(file, "utf8")) as StoredCase[]; // written by the script in this form
  return stored.map((entry) => ({
    op: entry.op,
    name: entry.name,
    attributes: Object.fromEntries(
      Object.entries(entry.attributes).map(([key, value]) => [
        key,
        isStoredTensor(value) ? toTensor(value) : value,
      ]),
    ),
    inputs: entry.inputs.map((input) =>
      input === null ? undefined : { value: toTensor(input), constant: input.constant ?? false },
    ),
    outputs: entry.outputs.map(toTensor),
    kink: entry.kink ?? false,
  }));
}

interface StoredTensor {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Integers beyond 53 bits are text. */
  readonly data: readonly (number | string)[];
}

interface StoredCase {
  readonly op: OpName;
  readonly name: string;
  readonly attributes: Readonly<Record<string, number | string | readonly number[] | StoredTensor>>;
  readonly inputs: readonly ((StoredTensor & { readonly constant?: boolean }) | null)[];
  readonly outputs: readonly StoredTensor[];
  readonly kink?: boolean;
}

function isStoredTensor(value: StoredCase["attributes"][string]): value is StoredTensor {
  return typeof value === "object" && "dtype" in value;
}

function toTensor({ dtype, shape, data }: StoredTensor): Tensor {
  if (dtype === "int64") return tensor(dtype, shape, BigInt64Array.from(data, BigInt));
  const out = allocate(dtype, data.length);
  for (let index = 0; index < out.length; index++) out[index] = Number(data[index]);
  return tensor(dtype, shape, out);
}
