import { create } from "@bufbuild/protobuf";
import { MorError } from "../../../errors.ts";
import { float32, int64, type Tensor } from "../../../tensor/tensor.ts";
import { schemaOf } from "../catalogue.ts";
import type { AnyAttributes, AttributeValue, OpAttributes, OpName } from "../op-attributes.ts";
import type { AttributeKind } from "../op-schema.ts";
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as AttributeType,
  type NodeProto,
} from "./onnx_pb.ts";
import { decodeTensor, encodeTensor } from "./tensor-proto.ts";

/** An attribute of a file, before it is known whether the catalogue has it. */
export interface FileAttribute {
  readonly kind: AttributeKind | "floats";
  readonly value: AttributeValue;
}

/** @throws MorError `operator-unsupported` for subgraphs, references to function attributes, and other exotic kinds. */
export function decodeAttributes(node: NodeProto): Map<string, FileAttribute> {
  const out = new Map<string, FileAttribute>();
  for (const proto of node.attribute) {
    if (out.has(proto.name)) throw invalid(node, `one attribute "${proto.name}"`, "two");
    out.set(proto.name, decodeAttribute(node, proto));
  }
  return out;
}

/**
 * Attributes as the catalogue knows them.
 *
 * @throws MorError `operator-unsupported` for attributes that the catalogue does not have;
 *   `model-invalid` for kinds that do not fit, and required ones that are missing.
 */
export function conformAttributes(
  op: OpName,
  found: ReadonlyMap<string, FileAttribute>,
  node: NodeProto,
): AnyAttributes {
  // The schema's record is keyed by attribute name; only the keys of `op` are looked up.
  const known = schemaOf(op).attributes as Readonly<Record<string, AttributeKind>>;
  for (const [name, { kind }] of found) {
    const wanted = Object.hasOwn(known, name) ? known[name] : undefined;
    if (wanted === undefined) {
      throw new MorError("operator-unsupported", `${op} has an attribute "${name}" that is not supported`);
    }
    if (kind !== wanted) throw invalid(node, `${wanted} in attribute "${name}"`, kind);
  }
  const needed: readonly string[] = Object.hasOwn(required, op) ? required[op as keyof typeof required] : [];
  for (const name of needed) {
    if (!found.has(name)) throw invalid(node, `an attribute "${name}"`, "none");
  }
  return Object.fromEntries([...found].map(([name, { value }]) => [name, value]));
}

/** The tensor of a Constant node, in whichever of its attributes it stands. */
export function constantOf(_node: NodeProto, attributes: ReadonlyMap<string, FileAttribute>): Tensor {
  for (const [name, { kind, value }] of attributes) {
    if (name === "value" && kind === "tensor") return value as Tensor; // `kind` says so, here and below
    if (name === "value_float" && kind === "float") return float32([], [value as number]);
    if (name === "value_int" && kind === "int") return int64([], [value as number]);
    const list = value as readonly number[];
    if (name === "value_floats" && kind === "floats") return float32([list.length], list);
    if (name === "value_ints" && kind === "ints") return int64([list.length], list);
  }
  throw new MorError(
    "operator-unsupported",
    `Expected a Constant of numbers, got ${[...attributes.keys()].join(", ") || "no value"}`,
  );
}

/** Writes attributes in the order of their names, each as the catalogue says. */
export function encodeAttributes(op: OpName, attributes: AnyAttributes): AttributeProto[] {
  const kinds = schemaOf(op).attributes as Readonly<Record<string, AttributeKind>>; // as above
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => {
      const kind = kinds[name];
      if (kind === undefined) throw new MorError("graph-invalid", `${op} has no attribute "${name}"`);
      return create(AttributeProtoSchema, { name, ...encode(kind, value) });
    });
}

function encode(kind: AttributeKind, value: AttributeValue) {
  switch (kind) {
    case "int":
      return { type: AttributeType.INT, i: BigInt(value as number) }; // the builder's types pair kind and value
    case "float":
      return { type: AttributeType.FLOAT, f: value as number };
    case "string":
      return { type: AttributeType.STRING, s: new TextEncoder().encode(value as string) };
    case "ints":
      return { type: AttributeType.INTS, ints: (value as readonly number[]).map(BigInt) };
    case "tensor":
      return { type: AttributeType.TENSOR, t: encodeTensor(value as Tensor) };
  }
}

function decodeAttribute(node: NodeProto, proto: AttributeProto): FileAttribute {
  switch (proto.type) {
    case AttributeType.INT:
      return { kind: "int", value: clampInteger(proto.i) };
    case AttributeType.FLOAT:
      return { kind: "float", value: proto.f };
    case AttributeType.STRING:
      return { kind: "string", value: new TextDecoder().decode(proto.s) };
    case AttributeType.INTS:
      return { kind: "ints", value: proto.ints.map(clampInteger) };
    case AttributeType.FLOATS:
      return { kind: "floats", value: proto.floats };
    case AttributeType.TENSOR:
      if (proto.t) return { kind: "tensor", value: decodeTensor(proto.t) };
      throw invalid(node, `a tensor in attribute "${proto.name}"`, "none");
    case AttributeType.GRAPH:
    case AttributeType.GRAPHS:
      throw new MorError(
        "operator-unsupported",
        `${node.opType} holds a graph of its own ("${proto.name}")`,
        {
          hint: "Control flow (If, Loop, Scan) is not supported: export the model for fixed conditions.",
        },
      );
    default:
      if (proto.refAttrName !== "") {
        throw invalid(node, `a value in attribute "${proto.name}"`, "a reference to a function's attribute");
      }
      throw new MorError(
        "operator-unsupported",
        `${node.opType} has an attribute "${proto.name}" of a kind that is not supported (${proto.type})`,
      );
  }
}

/** Exporters write INT64_MAX for "to the end"; beyond 2^53 the exact value never matters. */
function clampInteger(value: bigint): number {
  const limit = Number.MAX_SAFE_INTEGER;
  return Math.min(Math.max(Number(value), -limit), limit);
}

function invalid(node: NodeProto, expected: string, got: string): MorError {
  return new MorError("model-invalid", `${node.opType}: expected ${expected}, got ${got}`, {
    hint: "Check the model with onnx.checker.check_model, or export it again.",
  });
}

type RequiredOf<T> = { [K in keyof T]-?: NonNullable<unknown> extends Pick<T, K> ? never : K }[keyof T];
type Demanding = { [K in OpName]: [RequiredOf<OpAttributes[K]>] extends [never] ? never : K }[OpName];

/** The attributes that have no default; an entry that is missing here does not compile. */
const required: { readonly [K in Demanding]: readonly RequiredOf<OpAttributes[K]>[] } = {
  AveragePool: ["kernel_shape"],
  Cast: ["to"],
  Concat: ["axis"],
  Constant: ["value"],
  DepthToSpace: ["blocksize"],
  LRN: ["size"],
  MaxPool: ["kernel_shape"],
  MaxUnpool: ["kernel_shape"],
  NchwcAveragePool: ["kernel_shape"],
  NchwcMaxPool: ["kernel_shape"],
  NchwcUpsample: ["scales"],
  ReorderOutput: ["channels"],
  SpaceToDepth: ["blocksize"],
};
