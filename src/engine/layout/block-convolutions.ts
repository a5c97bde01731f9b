import { algebra } from "../graph/algebra.ts";
import { type Builder, createBuilder } from "../graph/builder.ts";
import type { Graph, Node, Value } from "../graph/graph.ts";
import { type GraphIndex, indexGraph } from "../graph/graph-index.ts";
import { codeOfDtype } from "../graph/onnx/dtype-codes.ts";
import type { OpAttributes, OpName } from "../graph/op-attributes.ts";
import { resolveWindow, type Window } from "../graph/ops/window.ts";
import { blockConvTranspose } from "./block-conv-transpose.ts";
import {
  blockFilter,
  blockNarrowFilter,
  type FilterForm,
  findFilter,
  offsetsOf,
  pickOffsets,
} from "./block-filter.ts";

/**
 * Rewrites a graph of known sizes so that its two-dimensional convolutions run in blocked layout (NCHWc), and with them what
 * stands between them: pooling, enlarging and whatever works element by element. ONNX Runtime does so by itself where filters are constants;
 * in a training step they are inputs, and each step puts them in order anew.
 *
 * @param block channels side by side on the processor at hand; see `findBlockSize`.
 * @returns a graph with the same inputs and outputs that only ONNX Runtime's CPU provider can run.
 */
export function blockConvolutions(graph: Graph, block: number): Graph {
  const b = createBuilder("layout.");
  const index = indexGraph(graph);
  const values = createLayouts(b, block, index);
  for (const input of graph.inputs) values.set(input.name, b.input(input.name, input.dtype, input.shape));
  for (const [name, tensor] of graph.initializers) values.set(name, b.constant(tensor, name));
  const context: Context = { b, block, values, index };
  for (const node of graph.nodes) {
    const blocked = rewriters[node.op]?.(node, context);
    const [output = ""] = node.outputs;
    if (blocked) values.setBlocked(output, blocked);
    else {
      const operands = node.inputs.map((name) => (name === "" ? undefined : values.plain(name)));
      const made = b.ops(node.op, operands, node.attributes as OpAttributes[OpName], node.outputs); // as they were
      made.forEach((value, index) => {
        values.set(node.outputs[index] ?? "", value);
      });
    }
  }
  for (const { name } of graph.outputs) b.output(values.plain(name), name);
  b.setMetadata(graph.metadata);
  return b.build();
}

/** What stands for a node in blocked layout; undefined where it has to stay as it is. */
type Rewriter = (node: Node, context: Context) => Value | undefined;

interface Context {
  readonly b: Builder;
  readonly block: number;
  readonly values: Layouts;
  /** Of the graph as it was. */
  readonly index: GraphIndex;
}

const rewriters: Partial<Record<OpName, Rewriter>> = {
  Conv: blockConv,
  ConvTranspose: blockTransposed,
  MaxPool: (node, context) => blockPool("MaxPool", "NchwcMaxPool", node, context),
  AveragePool: (node, context) => blockPool("AveragePool", "NchwcAveragePool", node, context),
  Resize: blockResize,
  ...Object.fromEntries(
    (
      [
        "Add",
        "Cast",
        "Clip",
        "Div",
        "Equal",
        "Greater",
        "Less",
        "Mul",
        "Neg",
        "Relu",
        "Sigmoid",
        "Sqrt",
        "Sub",
      ] as const
    ).map((op) => [op, blockElementwise]),
  ),
};

function blockConv(node: Node, context: Context): Value | undefined {
  const { b, block, values } = context;
  const [image = "", filter = "", bias] = node.inputs;
  const attributes = node.attributes as OpAttributes["Conv"]; // as they were typed when the node was made
  const [x, w] = [values.type(image), values.type(filter)];
  const group = attributes.group ?? 1;
  if (x.shape.length !== 4) return undefined;
  const window = resolveWindow("Conv", attributes, w.shape.slice(2).map(Number), x.shape.slice(2));
  const form = formOf(Number(x.shape[1]), Number(w.shape[0]), group, block);
  const pointwise = window.kernel.every((size) => size === 1);
  // A product of matrices is as fast in plain layout, and needs no reordering.
  if (form === undefined || (pointwise && !values.isBlocked(image))) return undefined;
  const operands = [
    form === "few-channels" ? values.plain(image) : values.blocked(image),
    convolutionFilter(filter, form, context),
    ...(bias ? [values.plain(bias)] : []),
  ];
  return b.op("NchwcConv", operands, { ...geometry(window), kernel_shape: window.kernel, group });
}

function convolutionFilter(name: string, form: FilterForm, { b, block, values, index }: Context): Value {
  const { shape } = values.type(name);
  const sizes = shape.map(Number);
  const planes = form === "depthwise" ? values.unfolded(name) : undefined;
  if (planes) return algebra(b).reshape(values.blocked(planes), sizes);
  if (form !== "blocked") {
    return pickOffsets(
      b,
      blockNarrowFilter(b, values.plain(name), block),
      offsetsOf(sizes.slice(2), false),
      sizes,
    );
  }
  const source = findFilter(name, index);
  const blocked = blockFilter(b, values.plain(source.name), block, source.turned);
  return pickOffsets(b, blocked, offsetsOf(sizes.slice(2), source.turned), sizes);
}

/** The gradient of a strided convolution, mostly. */
function blockTransposed(node: Node, { b, block, values }: Context): Value | undefined {
  const [image = "", filter = "", bias = ""] = node.inputs;
  const { strides, pads, dilations, group, auto_pad } = node.attributes as OpAttributes["ConvTranspose"]; // as typed
  const [x, w] = [values.type(image), values.type(filter)];
  const [channels, filters] = [Number(x.shape[1]), Number(w.shape[1])];
  const depthwise = group !== undefined && group > 1 && group === channels && filters === 1;
  const explicit = (auto_pad ?? "NOTSET") === "NOTSET" && node.attributes.output_shape === undefined;
  const plain = (dilations ?? []).every((size) => size === 1) && explicit;
  if (x.shape.length !== 4 || !strides || !pads || !plain) return undefined;
  if (channels % block !== 0 || !(depthwise || (filters % block === 0 && (group ?? 1) === 1)))
    return undefined;
  return blockConvTranspose(b, {
    group: depthwise ? channels : 1,
    x: values.blocked(image),
    filter: values.plain(filter),
    bias: bias === "" ? undefined : values.plain(bias),
    strides,
    pads,
    shape: outputShape(node, x, w),
    block,
  });
}

/** [N, C, H, W] of a transposed convolution with explicit padding. */
function outputShape(node: Node, x: Value, w: Value): number[] {
  const {
    strides = [],
    pads = [],
    output_padding: added = [],
  } = node.attributes as OpAttributes["ConvTranspose"]; // as typed
  const spatial = [0, 1].map((axis) => {
    const reached = (Number(x.shape[axis + 2]) - 1) * (strides[axis] ?? 1) + Number(w.shape[axis + 2]);
    return reached + (added[axis] ?? 0) - (pads[axis] ?? 0) - (pads[axis + 2] ?? 0);
  });
  return [
    Number(x.shape[0]),
    Number(w.shape[1]) * (node.attributes.group === undefined ? 1 : Number(node.attributes.group)),
    ...spatial,
  ];
}

function formOf(channels: number, filters: number, group: number, block: number): FilterForm | undefined {
  if (filters % block !== 0) return undefined;
  if (group === channels && group === filters && group > 1) return "depthwise";
  if (group !== 1) return undefined;
  if (channels < block) return "few-channels";
  return channels % block === 0 ? "blocked" : undefined;
}

function blockPool(
  op: "MaxPool" | "AveragePool",
  blocked: "NchwcMaxPool" | "NchwcAveragePool",
  node: Node,
  { b, values }: Context,
): Value | undefined {
  const [image = ""] = node.inputs;
  const attributes = node.attributes as unknown as OpAttributes["AveragePool"]; // as they were typed when the node was made
  if (!values.isBlocked(image) || node.outputs.length > 1 || attributes.ceil_mode === 1) return undefined;
  const x = values.blocked(image);
  const window = resolveWindow(op, attributes, attributes.kernel_shape, x.shape.slice(2));
  const counted = op === "AveragePool" ? { count_include_pad: attributes.count_include_pad ?? 0 } : {};
  return b.op(blocked, [x], { ...geometry(window), kernel_shape: window.kernel, ...counted });
}

/** Enlarging by whole numbers, each value repeated. */
function blockResize(node: Node, { b, values }: Context): Value | undefined {
  const [image = "", , factors = ""] = node.inputs;
  const { mode, coordinate_transformation_mode: transform, nearest_mode: nearest } = node.attributes;
  const repeated = mode === "nearest" && transform === "asymmetric" && nearest === "floor";
  const known = factors === "" ? undefined : b.constantOf(values.plain(factors));
  if (!repeated || !known || !values.isBlocked(image)) return undefined;
  const scales = Array.from(known.data as Float32Array, Number); // ONNX: scales are float32
  if (scales[0] !== 1 || scales[1] !== 1 || !scales.every(Number.isInteger)) return undefined;
  return b.op("NchwcUpsample", [values.blocked(image)], {
    scales,
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
  });
}

/** Operands of one shape, and scalars: the order of the elements does not matter then. */
function blockElementwise(node: Node, { b, values, index }: Context): Value | undefined {
  if (!node.inputs.some((name) => values.isBlocked(name))) return undefined;
  // An optional operand that is absent has no layout, and only float32 can be reordered.
  const toOther = node.op === "Cast" && node.attributes.to !== codeOfDtype("float32");
  if (node.inputs.includes("") || toOther) return undefined;
  const types = node.inputs.map((name) => values.type(name));
  const full = types.find(({ shape }) => shape.length === 4 && shape.some((size) => size !== 1));
  if (!full) return undefined;
  const fits = types.every(({ shape }) => isScalar(shape) || String(shape) === String(full.shape));
  // Only numbers can be brought back into plain layout.
  const [output = ""] = node.outputs;
  const boolean = node.op === "Equal" || node.op === "Greater" || node.op === "Less";
  if (
    !fits ||
    (boolean && (index.isOutput(output) || !index.readers(output).every(({ op }) => op === "Cast")))
  )
    return undefined;
  const operands = node.inputs.map((name, index) =>
    isScalar(types[index]?.shape ?? []) ? values.plain(name) : values.blocked(name),
  );
  return b.op(node.op, operands, node.attributes as OpAttributes[OpName]); // as they were
}

function isScalar(shape: Value["shape"]): boolean {
  return shape.every((size) => size === 1);
}

function geometry({ strides, dilations, pads }: Window): Omit<Window, "kernel"> {
  return { strides, dilations, pads };
}

/** Each value in the layouts that it has been asked for. */
interface Layouts {
  set(name: string, plain: Value): void;
  setBlocked(name: string, blocked: Value): void;
  plain(name: string): Value;
  blocked(name: string): Value;
  /** Shape and type, which do not depend on the layout. */
  type(name: string): Value;
  /** Whether it is there in blocked layout, and only so. */
  isBlocked(name: string): boolean;
  /** The value [N, C, H, W], C in whole blocks, that this one is a Reshape of with N and C as one axis. */
  unfolded(name: string): string | undefined;
}

function createLayouts(b: Builder, block: number, index: GraphIndex): Layouts {
  const plain = new Map<string, Value>();
  const blocked = new Map<string, Value>();
  const type = (name: string): Value => plain.get(name) ?? blocked.get(name) ?? b.value(name);
  const unfolded = (name: string): string | undefined => {
    const node = index.producer(name);
    const [source = ""] = node?.op === "Reshape" ? node.inputs : [];
    if (source === "") return undefined;
    const [from, to] = [type(source).shape, type(name).shape];
    const places = (shape: Value["shape"]) => String(shape.slice(2));
    const fits = from.length === 4 && to.length === 4 && places(from) === places(to);
    return fits && Number(from[1]) % block === 0 ? source : undefined;
  };
  const toBlocked = (name: string): Value => {
    const known = blocked.get(name);
    if (known) return known;
    const source = unfolded(name);
    const { shape } = type(name);
    const made = source ? algebra(b).reshape(toBlocked(source), shape) : b.op("ReorderInput", [type(name)]);
    blocked.set(name, made);
    return made;
  };
  return {
    set: (name, value) => void plain.set(name, value),
    setBlocked: (name, value) => void blocked.set(name, value),
    plain(name) {
      const known = plain.get(name);
      if (known) return known;
      const made = b.op("ReorderOutput", [type(name)], { channels: Number(type(name).shape[1]) });
      plain.set(name, made);
      return made;
    },
    blocked: toBlocked,
    unfolded,
    type,
    isBlocked: (name) => blocked.has(name) && !plain.has(name),
  };
}
