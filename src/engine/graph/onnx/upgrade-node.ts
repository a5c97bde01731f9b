import { MorError } from "../../../errors.ts";
import { int64, type Tensor, zeros } from "../../../tensor/tensor.ts";
import type { FileAttribute } from "./attribute-proto.ts";
import { dtypeOfCode } from "./dtype-codes.ts";

/** A node as a file has it, before it is held against the catalogue. */
export interface FileNode {
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, FileAttribute>;
}

/** What an upgrade may ask of the file, and add to it. */
export interface UpgradeContext {
  /** Operator set of the file. */
  readonly opset: number;
  stored(name: string): Tensor | undefined;
  /** Adds a stored tensor and returns its name. */
  store(tensor: Tensor): string;
}

/**
 * The node with the meaning that it has in operator set 20.
 *
 * @throws MorError `operator-unsupported` for what operator sets 21 and 22 added and 20 cannot say.
 * @see https://github.com/onnx/onnx/blob/main/docs/Changelog.md
 */
export function upgradeNode(node: FileNode, context: UpgradeContext): FileNode {
  const local =
    node.domain === "com.microsoft" && sameAsStandard.has(node.op) ? { ...node, domain: "" } : node;
  const upgrade = upgrades.get(node.op);
  return upgrade ? upgrade(local, context) : local;
}

type Upgrade = (node: FileNode, context: UpgradeContext) => FileNode;

/** Operators of com.microsoft that mean what the standard ones of the same name mean. */
const sameAsStandard = new Set(["DequantizeLinear", "Gelu", "QuantizeLinear"]);

/** 18: the axes became an input. */
const reduction: Upgrade = (node, { opset, store }) => {
  const axes = node.attributes.get("axes");
  if (opset >= 18 || axes?.kind !== "ints") return node;
  const list = axes.value as readonly number[]; // its kind is "ints"
  const kept = without(node, "axes");
  return list.length === 0 ? kept : { ...kept, inputs: [...kept.inputs, store(int64([list.length], list))] };
};

/** 18: without sizes, the number of parts has to be said. */
const split: Upgrade = (node, { opset }) =>
  opset >= 18 || node.inputs.length > 1
    ? node
    : withAttribute(node, "num_outputs", { kind: "int", value: node.outputs.length });

/** 14: training became an attribute, and the saved moments were dropped. */
const batchNormalization: Upgrade = (node, { opset }) => {
  if (opset >= 14 || node.outputs.length === 1) return node;
  const training = withAttribute(node, "training_mode", { kind: "int", value: 1 });
  return { ...training, outputs: node.outputs.slice(0, 3) };
};

/** 20: the modes were renamed. */
const gridSample: Upgrade = (node, { opset }) => {
  const mode = node.attributes.get("mode")?.value;
  if (opset >= 20 || (mode !== "bilinear" && mode !== "bicubic")) return node;
  return withAttribute(node, "mode", { kind: "string", value: mode === "bilinear" ? "linear" : "cubic" });
};

/** 13: empty regions and scales may be left out. */
const resize: Upgrade = (node, { stored }) => ({
  ...node,
  inputs: trimmed(
    node.inputs.map((name, index) => (index > 0 && stored(name)?.data.length === 0 ? "" : name)),
  ),
});

/** 19: only conversions to float8 saturate. */
const cast: Upgrade = (node) => without(node, "saturate");

/** 21: blocks, and an output type that the zero point gave before. */
const quantize: Upgrade = (given, { stored, store }) => {
  const node = withoutZero(without(given, "saturate"), "block_size");
  const code = node.attributes.get("output_dtype")?.value;
  const kept = without(node, "output_dtype");
  const [data = "", scale = "", zeroPoint = ""] = node.inputs;
  if (typeof code !== "number" || code === 0 || zeroPoint !== "") return kept;
  return { ...kept, inputs: [data, scale, store(zeros(dtypeOfCode(code), stored(scale)?.shape ?? []))] };
};

const dequantize: Upgrade = (node) => withoutZero(node, "block_size");
const fusedMatMul: Upgrade = (node) => withoutZero(withoutZero(node, "transBatchA"), "transBatchB");

const upgrades: ReadonlyMap<string, Upgrade> = new Map([
  ...["L2", "Max", "Mean", "Min", "Prod", "SumSquare"].map((name): [string, Upgrade] => [
    `Reduce${name}`,
    reduction,
  ]),
  ["Split", split],
  ["BatchNormalization", batchNormalization],
  ["GridSample", gridSample],
  ["Resize", resize],
  ["Cast", cast],
  ["QuantizeLinear", quantize],
  ["DequantizeLinear", dequantize],
  ["FusedMatMul", fusedMatMul],
]);

/** Names without the empty ones at the end. */
export function trimmed(names: readonly string[]): string[] {
  return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
}

function without(node: FileNode, name: string): FileNode {
  return { ...node, attributes: new Map([...node.attributes].filter(([key]) => key !== name)) };
}

function withAttribute(node: FileNode, name: string, attribute: FileAttribute): FileNode {
  return { ...node, attributes: new Map([...node.attributes, [name, attribute]]) };
}

/** Drops an attribute that is only understood as 0. */
function withoutZero(node: FileNode, name: string): FileNode {
  const value = node.attributes.get(name)?.value ?? 0;
  if (value !== 0) {
    throw new MorError("operator-unsupported", `${node.op}: expected ${name} to be 0, got ${value}`);
  }
  return without(node, name);
}
