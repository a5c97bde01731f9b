import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { MorError } from "../../../errors.ts";
import { schemaOf } from "../catalogue.ts";
import { type Graph, type Node, OPSET } from "../graph.ts";
import { encodeAttributes } from "./attribute-proto.ts";
import {
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
} from "./onnx_pb.ts";
import { bytesOf, encodeTensorHeader } from "./tensor-proto.ts";
import { encodeValueInfo } from "./value-info.ts";

/**
 * Writes a graph as an ONNX model: operator set 20, weights inside, `metadata` as its properties.
 * The same graph gives the same bytes. Sizes with a name become symbolic, those named `?...` unknown.
 *
 * @throws MorError `graph-invalid` above 2 GiB, the limit of the format, and for attributes outside operator set 20.
 * @see https://github.com/onnx/onnx/blob/main/docs/IR.md
 */
export function writeOnnx(graph: Graph): Uint8Array<ArrayBuffer> {
  return concatenate(encodeModel(graph));
}

/** The same bytes in pieces, in which the weights are views of the graph's own tensors. */
export function encodeModel(graph: Graph): Uint8Array<ArrayBuffer>[] {
  // A message is the concatenation of its fields, so the weights need not pass through the message types.
  const body = graphBytes(graph);
  const metadata = Object.entries(graph.metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  const model = toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: BigInt(irVersion),
      producerName: "deeplearnmor",
      opsetImport: opsetsOf(graph),
      metadataProps: metadata.map(([key, value]) => ({ key, value })),
    }),
  );
  const chunks = [model, ...field(graphField, body)];
  const total = byteLength(chunks);
  if (total > largest) {
    throw new MorError("graph-invalid", `Expected a model of at most 2 GiB, got ${total} bytes`, {
      hint: "Use a smaller network or store its weights as float16.",
    });
  }
  return chunks;
}

/** Introduced with operator set 20 (ONNX 1.15). */
const irVersion = 9;
const largest = 2 ** 31 - 1;
// Field numbers of ModelProto.graph, GraphProto.initializer and TensorProto.raw_data.
const graphField = 7;
const initializerField = 5;
const rawDataField = 9;

function opsetsOf(graph: Graph) {
  const used = new Set(graph.nodes.map(({ op }) => schemaOf(op).domain ?? ""));
  const contrib = (["com.microsoft", "com.microsoft.nchwc"] as const).filter((domain) => used.has(domain));
  return [{ domain: "", version: BigInt(OPSET) }, ...contrib.map((domain) => ({ domain, version: 1n }))];
}

function graphBytes(graph: Graph): Uint8Array<ArrayBuffer>[] {
  const frame = toBinary(
    GraphProtoSchema,
    create(GraphProtoSchema, {
      name: "graph",
      node: graph.nodes.map(encodeNode),
      input: graph.inputs.map(encodeValueInfo),
      output: graph.outputs.map(encodeValueInfo),
    }),
  );
  const initializers = [...graph.initializers].flatMap(([name, tensor]) => {
    const header = toBinary(TensorProtoSchema, encodeTensorHeader(name, tensor));
    return field(initializerField, [header, ...field(rawDataField, [bytesOf(tensor)])]);
  });
  return [frame, ...initializers];
}

function encodeNode(node: Node): NodeProto {
  const { op, inputs, outputs } = node;
  if (node.attributes.block_size) {
    throw new MorError("graph-invalid", `${op}: expected no block_size in operator set ${OPSET}, got one`);
  }
  const { block_size: _, ...attributes } = node.attributes;
  return create(NodeProtoSchema, {
    name: outputs[0] ?? "",
    opType: schemaOf(op).type ?? op,
    domain: schemaOf(op).domain ?? "",
    input: inputs.slice(0, inputs.findLastIndex((name) => name !== "") + 1),
    output: [...outputs],
    attribute: encodeAttributes(op, attributes),
  });
}

/** A length-delimited field around pieces that are already encoded. */
function field(number: number, content: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
  const length = Math.min(byteLength(content), 2 ** 32 - 1); // beyond, the total is refused anyway
  const head = new BinaryWriter().tag(number, WireType.LengthDelimited).uint32(length).finish();
  return [head, ...content];
}

function byteLength(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(byteLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    out.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return out;
}
