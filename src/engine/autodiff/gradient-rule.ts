import { MorError } from "../../errors.ts";
import { type Algebra, algebra } from "../graph/algebra.ts";
import type { Builder } from "../graph/builder.ts";
import type { Dim, Value } from "../graph/graph.ts";
import type { OpAttributes, OpName } from "../graph/op-attributes.ts";

/** What a gradient rule sees of one node: its inputs, outputs, and the gradients of the outputs. */
export interface GradientContext<K extends OpName = OpName> extends Algebra {
  readonly b: Builder;
  readonly op: K;
  readonly attributes: OpAttributes[K];
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  /** Gradient of the first output. */
  readonly dy: Value;
  /** First input and first output. */
  readonly x: Value;
  readonly y: Value;
  /** A required input. @throws MorError `graph-invalid` when it is missing. */
  input(index: number): Value;
  /** Gradient of any output; undefined where nothing depends on it. */
  gradient(output: number): Value | undefined;
  /** Whether the gradient of this input is wanted: rules skip the others. */
  wants(input: number): boolean;
}

/**
 * Gradients of a node's inputs, in their order; undefined for inputs that have none. The string says that the
 * operator has no gradient anywhere (it is constant almost everywhere, or nobody trains through it).
 */
export type GradientRule<K extends OpName> =
  | ((context: GradientContext<K>) => readonly (Value | undefined)[])
  | "no gradient";

export type RulesFor<Names extends OpName> = { readonly [K in Names]: GradientRule<K> };

export interface GradientContextParts {
  readonly b: Builder;
  readonly op: OpName;
  readonly attributes: OpAttributes[OpName];
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly gradients: readonly (Value | undefined)[];
  readonly wants: (input: number) => boolean;
}

export function gradientContext(parts: GradientContextParts): GradientContext {
  const { b, op, inputs, outputs, gradients } = parts;
  const input = (index: number): Value => {
    const value = inputs[index];
    if (value === undefined) throw new MorError("graph-invalid", `${op}: input ${index} is missing`);
    return value;
  };
  const [y] = outputs;
  if (y === undefined) throw new MorError("graph-invalid", `${op}: has no output`);
  return {
    ...algebra(b),
    b,
    op,
    attributes: parts.attributes,
    inputs,
    outputs,
    y,
    // Getters: a node may lack a first input (Constant) or a gradient of its first output (Split).
    get x() {
      return input(0);
    },
    get dy() {
      return gradients[0] ?? zerosLike(b, y);
    },
    input,
    gradient: (output) => gradients[output],
    wants: parts.wants,
  };
}

/** Known sizes. @throws MorError `graph-invalid` for symbolic ones: gradients need a graph of fixed shape. */
export function sizes(value: Value): number[] {
  return value.shape.map((dim) => {
    if (typeof dim === "number") return dim;
    throw new MorError(
      "graph-invalid",
      `Expected "${value.name}" to have known sizes, got [${value.shape}]`,
      {
        hint: "Give the symbolic sizes a number before the graph is differentiated.",
      },
    );
  });
}

export function zerosLike(b: Builder, value: Value): Value {
  return b.op("Expand", [b.number(0), b.integers(sizes(value))]);
}

/** Sums a gradient over the axes along which an operand of that shape was broadcast. */
export function unbroadcast(context: GradientContext, gradient: Value, shape: readonly Dim[]): Value {
  const extra = gradient.shape.length - shape.length;
  const leading = Array.from({ length: extra }, (_, axis) => axis);
  const stretched = shape.flatMap((dim, axis) =>
    dim === 1 && gradient.shape[axis + extra] !== 1 ? [axis + extra] : [],
  );
  if (leading.length + stretched.length === 0) return gradient;
  const summed = context.sum(gradient, [...leading, ...stretched], true);
  return extra === 0 ? summed : context.reshape(summed, shape);
}
