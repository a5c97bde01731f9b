import { MorError } from "../../../errors.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { Builder } from "../builder.ts";
import { decodeWeights, toFloat32 } from "../decode-weights.ts";
import type { Dim, Graph, Node, Value } from "../graph.ts";
import type { AnyAttributes, OpAttributes, OpName } from "../op-attributes.ts";
import { isSmall } from "../small-tensor.ts";
import { codeOfDtype } from "./dtype-codes.ts";
import { type Sizes, sizesOfConstant, tensorOf, traceSizes, withoutSymbols } from "./trace-sizes.ts";

/** Where a weight goes: the operator that computes with it, and as which of its inputs. */
export interface WeightUse {
  readonly op: OpName;
  readonly input: number;
}

export interface ImportOptions {
  /** Values of the builder to use as inputs of the graph, by input name. Inputs not named become the builder's own. */
  readonly inputs?: Readonly<Record<string, Value>>;
  /** Put before every name, so that two graphs fit into one builder. */
  readonly prefix?: string;
  /** Sizes for the symbolic axes of inputs that are not bound. */
  readonly dims?: Readonly<Record<string, number>>;
  /**
   * Called once for each weight, decoded to float32, with its name in the file and where it goes. What it returns
   * stands for the weight (a parameter, say); for `undefined` the weight stays a constant as it was stored.
   */
  readonly parameters?: (
    name: string,
    weight: Tensor<"float32">,
    use: WeightUse | undefined,
  ) => Value | undefined;
  /** Called for each operator with its operands; what it returns stands for the operator's outputs. */
  readonly replace?: (node: Node, operands: readonly (Value | undefined)[]) => readonly Value[] | undefined;
}

/**
 * Replays the nodes of a graph in a builder, so that every shape is inferred anew from the inputs given.
 * Shapes that the graph computes for itself become constants where the sizes are known. A graph in float16 is
 * replayed in float32 when one of its float16 inputs is bound to a float32 value.
 *
 * @returns the values of the graph's outputs, by output name.
 * @throws MorError `shape-mismatch` when a bound value does not fit its input; `graph-invalid`, with the node, when
 *   shapes do not fit or hang on sizes that are not known, and for names that the builder already has.
 */
export function importGraph(
  builder: Builder,
  graph: Graph,
  options: ImportOptions = {},
): Record<string, Value> {
  const { prefix = "", parameters } = options;
  const values = new Map<string, Value>();
  const promoted = bindInputs(builder, graph, options, values);
  const uses = usesOf(graph);
  const settings = settingsOf(graph);
  const promote = (tensor: Tensor): Tensor =>
    promoted && tensor.dtype === "float16" ? (toFloat32(tensor) ?? tensor) : tensor;

  const lookUp = (name: string): Value => {
    const known = values.get(name);
    if (known) return known;
    const stored = graph.initializers.get(name);
    if (!stored) throw new MorError("graph-invalid", `Nothing makes the value "${name}"`);
    const tensor = promote(stored);
    const offered = parameters && !settings.has(name) && tensor.dtype === "float32";
    // The dtype was just looked at; Tensor is not a discriminated union.
    const parameter = offered ? parameters(name, tensor as Tensor<"float32">, uses(name)) : undefined;
    const value = parameter ?? builder.constant(tensor, prefix + name);
    values.set(name, value);
    return value;
  };
  const sizes = new Map<string, Sizes>();
  const sizesOf = (value: Value) => sizes.get(value.name) ?? sizesOfConstant(builder.constantOf(value));
  /** What stands for the node when it only decodes a stored weight. */
  const weightOf = (node: Node): Value | undefined => {
    const [name = ""] = node.inputs;
    const [output = ""] = node.outputs;
    const stored = graph.initializers.get(name);
    const wide = stored?.dtype.endsWith("int16"); // operator set 20 cannot dequantise 16-bit integers
    const offered = parameters && !settings.has(name) && !settings.has(output);
    if (!stored || !(wide || offered)) return undefined;
    const decoded = decodeWeights(
      node,
      node.inputs.map((input) => graph.initializers.get(input)),
    );
    if (!decoded) return undefined;
    const parameter = offered ? parameters(name, decoded, uses(output)) : undefined;
    return parameter ?? (wide ? builder.constant(decoded, prefix + output) : undefined);
  };
  const replay = (node: Node): void => {
    const weight = weightOf(node);
    if (weight) {
      values.set(node.outputs[0] ?? "", weight);
      return;
    }
    const given = node.inputs.map((name) => (name === "" ? undefined : lookUp(name)));
    const replacement = options.replace?.(node, given);
    if (replacement) {
      replacement.forEach((value, index) => {
        values.set(node.outputs[index] ?? "", value);
      });
      return;
    }
    const traced = traceSizes(node, given, sizesOf);
    const numbers = traced && tensorOf(traced);
    if (numbers) {
      values.set(node.outputs[0] ?? "", builder.constant(numbers));
      return;
    }
    const said = withoutSymbols(builder, node, given, sizesOf);
    const operands = withAxes(builder, node, said?.operands ?? given);
    const attributes = said?.attributes ?? node.attributes;
    const made = builder.ops(
      node.op,
      node.op === "Pow" ? sameType(builder, operands) : operands,
      asAttributes(promoted ? promoteAttributes(node.op, attributes, promote) : attributes),
      node.outputs.map((name) => name && prefix + name),
    );
    if (traced && made[0]) sizes.set(made[0].name, traced);
    made.forEach((value, index) => {
      const known =
        made.length === 1 && node.op !== "DequantizeLinear" ? builder.constantOf(value) : undefined;
      values.set(node.outputs[index] ?? "", known && isSmall(known) ? builder.constant(known) : value);
    });
  };
  for (const node of graph.nodes) {
    try {
      replay(node);
    } catch (error) {
      throw withNode(error, node);
    }
  }
  return Object.fromEntries(graph.outputs.map(({ name }) => [name, lookUp(name)]));
}

/** Binds or makes the inputs. Returns whether float16 has to become float32 throughout. */
function bindInputs(
  builder: Builder,
  graph: Graph,
  options: ImportOptions,
  values: Map<string, Value>,
): boolean {
  const { prefix = "", inputs = {} } = options;
  const names = new Set(graph.inputs.map(({ name }) => name));
  const stranger = Object.keys(inputs).find((name) => !names.has(name));
  if (stranger !== undefined) {
    throw new MorError(
      "graph-invalid",
      `The graph has no input "${stranger}", only ${[...names].join(", ")}`,
    );
  }
  const bound = (name: string) => (Object.hasOwn(inputs, name) ? inputs[name] : undefined);
  const promoted = graph.inputs.some(
    ({ name, dtype }) => dtype === "float16" && bound(name)?.dtype === "float32",
  );
  const sizes = new Map<string, Dim>(Object.entries(options.dims ?? {}));
  for (const input of graph.inputs) {
    const value = bound(input.name);
    if (value) checkBound(input, value, promoted, sizes);
    const shape = input.shape.map((dim) => (typeof dim === "string" ? (sizes.get(dim) ?? dim) : dim));
    const dtype = promoted && input.dtype === "float16" ? "float32" : input.dtype;
    values.set(input.name, value ?? builder.input(prefix + input.name, dtype, shape));
  }
  return promoted;
}

function checkBound(input: Value, value: Value, promoted: boolean, sizes: Map<string, Dim>): void {
  const dtype = promoted && input.dtype === "float16" ? "float32" : input.dtype;
  const fits =
    value.dtype === dtype &&
    value.shape.length === input.shape.length &&
    input.shape.every((dim, axis) => {
      const given = value.shape[axis] ?? "?";
      if (typeof dim === "number") return typeof given === "string" || given === dim;
      const before = sizes.get(dim);
      if (before === undefined || typeof before === "string") sizes.set(dim, given);
      return typeof before !== "number" || typeof given === "string" || before === given;
    });
  if (fits) return;
  throw new MorError(
    "shape-mismatch",
    `Expected ${dtype} [${input.shape}] for input "${input.name}", got ${value.dtype} [${value.shape}]`,
  );
}

/** Inputs from which on an operator only takes settings, never weights. */
const firstSetting: Partial<Record<OpName, number>> = {
  Clip: 1,
  DequantizeLinear: 1,
  Dropout: 1,
  OneHot: 1,
  Pad: 1,
  QuantizeLinear: 1,
  Range: 0,
  Resize: 1,
};

function settingsOf(graph: Graph): ReadonlySet<string> {
  return new Set(graph.nodes.flatMap(({ op, inputs }) => inputs.slice(firstSetting[op] ?? inputs.length)));
}

/** Finds the operator that computes with a weight, past those that only convert or turn it. */
function usesOf(graph: Graph): (name: string) => WeightUse | undefined {
  const readers = new Map<string, { readonly node: Node; readonly input: number }>();
  for (const node of graph.nodes) {
    node.inputs.forEach((name, input) => {
      if (!readers.has(name)) readers.set(name, { node, input });
    });
  }
  return (name) => {
    let reader = readers.get(name);
    while (reader && reader.input === 0 && passing.has(reader.node.op)) {
      const next = readers.get(reader.node.outputs[0] ?? "");
      if (!next) break;
      reader = next;
    }
    return reader && { op: reader.node.op, input: reader.input };
  };
}

const passing: ReadonlySet<OpName> = new Set([
  "Cast",
  "DequantizeLinear",
  "Identity",
  "Reshape",
  "Transpose",
]);

/** ONNX lets the exponent of Pow have a type of its own; gradients want one type. */
function sameType(builder: Builder, operands: readonly (Value | undefined)[]): (Value | undefined)[] {
  const [base, exponent] = operands;
  if (!base || !exponent || base.dtype === exponent.dtype) return [...operands];
  return [base, builder.op("Cast", [exponent], { to: codeOfDtype(base.dtype) })];
}

/**
 * A Pad that names its axes. One that does not, ONNX Runtime (1.30) takes for the padding of a MaxPool behind it, which is
 * minus infinity and not zero.
 */
function withAxes(
  builder: Builder,
  node: Node,
  operands: readonly (Value | undefined)[],
): readonly (Value | undefined)[] {
  const [data, pads, value, axes] = operands;
  if (node.op !== "Pad" || !data || axes) return operands;
  return [data, pads, value, builder.integers(data.shape.map((_, axis) => axis))];
}

function promoteAttributes(
  op: OpName,
  attributes: AnyAttributes,
  promote: (tensor: Tensor) => Tensor,
): AnyAttributes {
  if (op === "Cast" && attributes.to === codeOfDtype("float16")) return { to: codeOfDtype("float32") };
  if (op !== "Constant" && op !== "ConstantOfShape") return attributes;
  return attributes.value === undefined ? attributes : { value: promote(attributes.value as Tensor) }; // their schemas
}

function asAttributes(attributes: AnyAttributes): OpAttributes[OpName] {
  return attributes as OpAttributes[OpName]; // checked when the graph was read, or by the builder's types
}

function withNode(error: unknown, node: Node): MorError {
  const place = `(node of "${node.outputs[0] ?? ""}")`;
  if (!(error instanceof MorError)) {
    return new MorError("graph-invalid", `${node.op}: its inputs or attributes do not fit ${place}`, {
      cause: error,
    });
  }
  const { code, hint, cause } = error;
  return new MorError(code, `${error.message} ${place}`, { ...(hint && { hint }), cause });
}
