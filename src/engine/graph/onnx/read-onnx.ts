import { readFileSync } from "node:fs";
import { fromBinary } from "@bufbuild/protobuf";
import { MorError } from "../../../errors.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import { createBuilder } from "../builder.ts";
import { isOpName, schemaOf } from "../catalogue.ts";
import type { Graph, Node, Value } from "../graph.ts";
import { conformAttributes, constantOf, decodeAttributes } from "./attribute-proto.ts";
import { importGraph } from "./import-graph.ts";
import { type GraphProto, type ModelProto, ModelProtoSchema, type NodeProto } from "./onnx_pb.ts";
import { sortNodes } from "./sort-nodes.ts";
import { decodeTensor } from "./tensor-proto.ts";
import { trimmed, type UpgradeContext, upgradeNode } from "./upgrade-node.ts";
import { type DeclaredValue, decodeValueInfo } from "./value-info.ts";

/**
 * Reads an ONNX model (operator sets 13 to 22, weights inside) and brings it to operator set 20.
 * Constants become initializers, nodes are put in an order in which they can run, and unknown sizes get
 * names `?value.axis`. Shapes between inputs and outputs are inferred by `importGraph`.
 *
 * @param source the bytes of a model, or the path of a file.
 * @throws MorError `input-missing` when there is no such file; `operator-unsupported`, with operator and node, for
 *   what the catalogue does not have (control flow and local functions too); `model-invalid` for everything that is
 *   not a valid model of those versions. Messages end with the path.
 */
export function readOnnx(source: Uint8Array | string): Graph {
  try {
    return parse(typeof source === "string" ? readBytes(source) : source);
  } catch (error) {
    // Whatever a hostile file provokes is an invalid model.
    const known = error instanceof MorError ? error : notAModel("something else", error);
    const place = typeof source === "string" ? { path: source } : {};
    const hint = known.hint ?? "Check the model with onnx.checker.check_model, or export it again.";
    const message = typeof source === "string" ? `${known.message} (${source})` : known.message;
    throw new MorError(known.code, message, { ...place, hint, cause: known.cause });
  }
}

const opsets = { oldest: 13, newest: 22 } as const;
/** IR versions: 3 is that of ONNX 1.0, the newest is the one that onnx_pb.ts describes. */
const irVersions = { oldest: 3, newest: 14 } as const;

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ERR_FS_FILE_TOO_LARGE") {
      throw notAModel("a file above 2 GiB, the limit of the format", cause);
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MorError("input-missing", `Expected an ONNX file, got "${reason}"`, {
      hint: "Check the path, and that the file can be read.",
      cause,
    });
  }
}

function parse(bytes: Uint8Array): Graph {
  const model = decode(bytes);
  const opset = checkVersions(model);
  if (model.graph === undefined) throw notAModel("one without a graph");
  return readGraph(model, model.graph, opset);
}

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.length === 0) throw notAModel("no bytes at all");
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (cause) {
    throw notAModel("a truncated, damaged or different file", cause);
  }
}

function notAModel(got: string, cause?: unknown): MorError {
  return new MorError("model-invalid", `Expected an ONNX model, got ${got}`, {
    hint: "Check that the file is an .onnx file and was copied whole.",
    cause,
  });
}

/** The operator set of the standard operators. */
function checkVersions(model: ModelProto): number {
  const ir = Number(model.irVersion);
  if (ir === 0 && model.opsetImport.length === 0) throw notAModel("a different file");
  if (ir < irVersions.oldest || ir > irVersions.newest) {
    throw wrongVersion("IR version", irVersions.oldest, irVersions.newest, ir);
  }
  const entry = model.opsetImport.find(({ domain }) => domain === "" || domain === "ai.onnx");
  const opset = Number(entry?.version ?? 0n);
  if (opset < opsets.oldest || opset > opsets.newest) {
    throw wrongVersion("operator set", opsets.oldest, opsets.newest, opset);
  }
  return opset;
}

function wrongVersion(what: string, oldest: number, newest: number, got: number): MorError {
  const age = got > newest ? "newer than this program" : "too old";
  return new MorError(
    "model-invalid",
    `Expected ${what} ${oldest} to ${newest}, got ${got}: the model is ${age}`,
    {
      hint: "Export it for operator set 20, or convert it with onnx.version_converter.convert_version(model, 20).",
    },
  );
}

function readGraph(model: ModelProto, proto: GraphProto, opset: number): Graph {
  if (proto.sparseInitializer.length > 0) {
    throw new MorError("operator-unsupported", "Expected dense weights, got sparse initializers", {
      hint: "Export the model with dense weights.",
    });
  }
  const initializers = new Map<string, Tensor>();
  for (const stored of proto.initializer) {
    if (stored.name === "" || initializers.has(stored.name)) {
      throw new MorError(
        "model-invalid",
        `Expected initializers of different names, got "${stored.name}" twice`,
      );
    }
    initializers.set(stored.name, decodeTensor(stored));
  }
  // Before IR version 4, initializers had to stand among the inputs too.
  const inputs = proto.input
    .filter(({ name }) => !initializers.has(name))
    .map((info) => withShape(decodeValueInfo(info)));
  const taken = new Set([...initializers.keys(), ...proto.input.map(({ name }) => name)]);
  for (const name of proto.node.flatMap(({ output }) => output)) taken.add(name);
  const context: UpgradeContext = {
    opset,
    stored: (name) => initializers.get(name),
    store: (tensor) => {
      let name = `stored_${initializers.size}`;
      while (taken.has(name)) name += "_";
      taken.add(name);
      initializers.set(name, tensor);
      return name;
    },
  };
  const functions = new Set(model.functions.map(({ domain, name }) => `${domain} ${name}`));
  const read = proto.node.flatMap((node) => readNode(node, context, functions, initializers) ?? []);
  const nodes = sortNodes(read, [...inputs.map(({ name }) => name), ...initializers.keys()]);
  const graph = { inputs, outputs: [], initializers, nodes, metadata: metadataOf(model) };
  return { ...graph, outputs: outputsOf(graph, proto.output.map(decodeValueInfo)) };
}

/** A node of the catalogue; undefined for a constant, which is stored instead. */
function readNode(
  proto: NodeProto,
  context: UpgradeContext,
  functions: ReadonlySet<string>,
  initializers: Map<string, Tensor>,
): Node | undefined {
  try {
    const domain = proto.domain === "ai.onnx" ? "" : proto.domain;
    if (functions.has(`${proto.domain} ${proto.opType}`)) {
      throw new MorError(
        "operator-unsupported",
        `Expected an operator, got the local function ${proto.opType}`,
        {
          hint: "Inline the model's functions first, say with onnx.inliner.inline_local_functions(model).",
        },
      );
    }
    const attributes = decodeAttributes(proto);
    const outputs = trimmed(proto.output);
    const [first] = outputs;
    if (first === undefined) throw new MorError("model-invalid", `${proto.opType} has no output`);
    if (domain === "" && proto.opType === "Constant") {
      if (initializers.has(first)) throw new MorError("model-invalid", `Two values are named "${first}"`);
      initializers.set(first, constantOf(proto, attributes));
      return undefined;
    }
    const node = upgradeNode(
      { op: proto.opType, domain, inputs: trimmed(proto.input), outputs, attributes },
      context,
    );
    if (!isOpName(node.op) || (schemaOf(node.op).domain ?? "") !== node.domain) {
      const name = node.domain === "" ? node.op : `${node.domain}.${node.op}`;
      throw new MorError("operator-unsupported", `The operator ${name} is not supported`, {
        hint: "Export the model without it, or for another operator set.",
      });
    }
    const [fewest, most] = schemaOf(node.op).arity;
    const { length } = node.inputs;
    if (length < fewest || length > most || node.inputs.slice(0, fewest).includes("")) {
      const wanted =
        most === fewest ? `${fewest}` : most === Infinity ? `at least ${fewest}` : `${fewest} to ${most}`;
      throw new MorError("model-invalid", `${node.op}: expected ${wanted} inputs, got ${length}`);
    }
    return {
      op: node.op,
      inputs: node.inputs,
      outputs: node.outputs,
      attributes: conformAttributes(node.op, node.attributes, proto),
    };
  } catch (error) {
    if (!(error instanceof MorError)) throw error;
    const name = proto.name || proto.output[0] || "unnamed";
    const { hint, cause, code } = error;
    throw new MorError(code, `${error.message} (node "${name}")`, { ...(hint && { hint }), cause });
  }
}

function metadataOf(model: ModelProto): Record<string, string> {
  return Object.fromEntries(model.metadataProps.map(({ key, value }) => [key, value]));
}

/** The declared outputs, with inferred shapes where the file does not give them. */
function outputsOf(graph: Graph, declared: readonly DeclaredValue[]): Value[] {
  const made = new Set(
    [...graph.inputs, ...graph.nodes.flatMap(({ outputs }) => outputs.map((name) => ({ name })))].map(
      ({ name }) => name,
    ),
  );
  if (new Set(declared.map(({ name }) => name)).size < declared.length) {
    throw new MorError("model-invalid", "Expected outputs of different names, got one twice");
  }
  for (const { name } of declared) {
    if (!made.has(name) && !graph.initializers.has(name)) {
      throw new MorError("model-invalid", `Nothing makes the output "${name}"`);
    }
  }
  if (declared.every(({ shape }) => shape !== undefined)) return declared.map(withShape);
  const inferred = inferOutputs(graph, declared);
  return declared.map((value) => withShape({ ...value, shape: value.shape ?? inferred[value.name]?.shape }));
}

function inferOutputs(graph: Graph, declared: readonly DeclaredValue[]): Record<string, Value> {
  const outputs = declared.map(({ name, dtype }) => ({ name, dtype, shape: [] }));
  try {
    return importGraph(createBuilder(), { ...graph, outputs });
  } catch {
    return {}; // the shape hangs on sizes that are only given when the graph runs
  }
}

function withShape({ name, dtype, shape }: DeclaredValue): Value {
  if (shape === undefined) {
    throw new MorError("model-invalid", `Expected a shape for "${name}", got none`, {
      hint: "Declare it, or run onnx.shape_inference.infer_shapes on the model.",
    });
  }
  return { name, dtype, shape };
}
