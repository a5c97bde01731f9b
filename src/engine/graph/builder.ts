import { MorError } from "../../errors.ts";
import type { DType } from "../../tensor/dtype.ts";
import { float32, int64, type Tensor } from "../../tensor/tensor.ts";
import { schemaOf } from "./catalogue.ts";
import { decodeWeights } from "./decode-weights.ts";
import { evaluate } from "./evaluate.ts";
import type { Dim, Graph, Node, Value, ValueType } from "./graph.ts";
import type { AnyAttributes, OpAttributes, OpName } from "./op-attributes.ts";
import { type InferenceContext, invalid } from "./op-schema.ts";
import { pruneGraph } from "./prune-graph.ts";

/** A graph under construction. Every value carries its type and shape from the moment it is made. */
export interface Builder {
  readonly nodes: readonly Node[];
  input(name: string, dtype: DType, shape: readonly Dim[]): Value;
  /** A stored tensor; without a name one is made up, and equal unnamed integer constants are shared. */
  constant(tensor: Tensor, name?: string): Value;
  /** A float32 scalar. */
  number(value: number): Value;
  /** A one-dimensional int64 constant, as shapes and axes are given. */
  integers(values: readonly number[]): Value;
  /** Applies an operator with one output. @throws MorError `graph-invalid` when the inputs do not fit. */
  op<K extends OpName>(op: K, inputs: readonly (Value | undefined)[], attributes?: OpAttributes[K]): Value;
  /** Applies an operator with several outputs, whose names may be given. */
  ops<K extends OpName>(
    op: K,
    inputs: readonly (Value | undefined)[],
    attributes: OpAttributes[K],
    outputs: number | readonly string[],
  ): Value[];
  /** Marks a value as an output of the graph, under another name if one is given. */
  output(value: Value, name?: string): void;
  /** The value of that name. @throws MorError `graph-invalid` when there is none. */
  value(name: string): Value;
  /** The tensor behind a value that is known before the graph runs. */
  constantOf(value: Value): Tensor | undefined;
  setMetadata(pairs: Readonly<Record<string, string>>): void;
  /** The graph so far, without nodes and constants that no output needs. */
  build(): Graph;
}

/** @param prefix what names begin with that are made up, where a graph with such names is built again. */
export function createBuilder(prefix = ""): Builder {
  const nodes: Node[] = [];
  const inputs: Value[] = [];
  const outputs: Value[] = [];
  const values = new Map<string, Value>();
  const constants = new Map<string, Tensor>();
  const stored = new Set<string>();
  // Weights kept as float16 or int8 are decoded when somebody asks, not before.
  const deferred = new Map<string, () => Tensor | undefined>();
  const shared = new Map<string, Value>();
  let metadata: Readonly<Record<string, string>> = {};
  let counter = 0;

  const fresh = (hint: string): string => {
    let name = `${prefix}${hint}_${counter++}`;
    while (values.has(name)) name = `${prefix}${hint}_${counter++}`;
    return name;
  };
  const define = (name: string, type: ValueType): Value => {
    if (values.has(name)) throw new MorError("graph-invalid", `Two values are named "${name}"`);
    const value = { name, dtype: type.dtype, shape: type.shape };
    values.set(name, value);
    return value;
  };
  const constant = (tensor: Tensor, name?: string): Value => {
    const key =
      name === undefined && tensor.data.length <= 16
        ? `${tensor.dtype} [${tensor.shape}] ${Array.from<number | bigint>(tensor.data).map((x) => (Object.is(x, -0) ? "-0" : x))}`
        : undefined;
    const twin = key === undefined ? undefined : shared.get(key);
    if (twin) return twin;
    const value = define(name ?? fresh("constant"), tensor);
    constants.set(value.name, tensor);
    stored.add(value.name);
    if (key !== undefined) shared.set(key, value);
    return value;
  };
  const apply = (
    op: OpName,
    operands: readonly (Value | undefined)[],
    attributes: AnyAttributes,
    outputNames: readonly (string | undefined)[],
  ): Value[] => {
    const types = inferTypes(op, operands, attributes, outputNames.length, (value) =>
      constants.get(value.name),
    );
    if (types.length !== outputNames.length) {
      throw invalid(op, `expected ${types.length} outputs, got ${outputNames.length}`);
    }
    const made = types.map((type, index) => define(outputNames[index] || fresh(op), type));
    const node = {
      op,
      inputs: operands.map((value) => value?.name ?? ""),
      outputs: made.map((value) => value.name),
      attributes,
    };
    nodes.push(node);
    // Shapes are often computed inside imported graphs: what can be known now is remembered.
    const [only] = made;
    const known =
      made.length === 1 && only ? evaluate(node, operands, only, (v) => constants.get(v.name)) : undefined;
    if (known && only) constants.set(only.name, known);
    else if (made.length === 1 && only) {
      const stored = operands.map((value) => value && constants.get(value.name));
      if (stored[0]) deferred.set(only.name, () => decodeWeights(node, stored));
    }
    return made;
  };

  const op: Builder["op"] = (name, operands, attributes) => {
    const [value] = apply(name, operands, asAny(attributes ?? {}), [undefined]);
    if (value === undefined) throw invalid(name, "has no output");
    return value;
  };
  return {
    nodes,
    input(name, dtype, shape) {
      const value = define(name, { dtype, shape });
      inputs.push(value);
      return value;
    },
    constant,
    number: (value) => constant(float32([], [value])),
    integers: (list) => constant(int64([list.length], list)),
    op,
    ops: (name, operands, attributes, wanted) =>
      apply(
        name,
        operands,
        asAny(attributes),
        typeof wanted === "number" ? new Array(wanted).fill(undefined) : wanted,
      ),
    output(value, name = value.name) {
      outputs.push(name === value.name ? value : rename(name, value));
    },
    value(name) {
      const value = values.get(name);
      if (!value) throw new MorError("graph-invalid", `There is no value named "${name}" in the graph`);
      return value;
    },
    constantOf: (value) => constants.get(value.name) ?? deferred.get(value.name)?.(),
    setMetadata(pairs) {
      metadata = { ...metadata, ...pairs };
    },
    build: () => pruneGraph({ inputs, outputs, nodes, initializers: pick(constants, stored), metadata }),
  };

  function rename(name: string, value: Value): Value {
    const [renamed] = apply("Identity", [value], {}, [name]);
    if (renamed === undefined) throw invalid("Identity", "has no output");
    return renamed;
  }
}

function asAny(attributes: OpAttributes[OpName] | NonNullable<unknown>): AnyAttributes {
  // Every attribute in OpAttributes is an AttributeValue; interfaces only lack the index signature.
  return attributes as AnyAttributes;
}

/** Infers the output types of one application. */
function inferTypes(
  op: OpName,
  inputs: readonly (Value | undefined)[],
  attributes: AnyAttributes,
  outputCount: number,
  constantOf: (value: Value) => Tensor | undefined,
): readonly ValueType[] {
  const schema = schemaOf(op);
  const [fewest, most] = schema.arity;
  if (inputs.length < fewest || inputs.length > most) {
    throw invalid(op, `expected ${fewest} to ${most} inputs, got ${inputs.length}`);
  }
  const context: InferenceContext = {
    op,
    attributes: attributes as OpAttributes[OpName], // checked by the builder's types or by the file reader
    inputs,
    outputCount,
    input(index) {
      const value = inputs[index];
      if (value === undefined) throw invalid(op, `input ${index} is missing`);
      return value;
    },
    constant: (index) => {
      const value = inputs[index];
      return value && constantOf(value);
    },
  };
  return schema.infer(context);
}

function pick<T>(map: ReadonlyMap<string, T>, names: ReadonlySet<string>): Map<string, T> {
  return new Map([...map].filter(([name]) => names.has(name)));
}
