import type { Random } from "../../tensor/random.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import type { Initializer } from "./initializers.ts";

/** How a parameter behaves in training. */
export interface ParameterOptions {
  /** False for biases and normalisation, which decoupled weight decay leaves alone; true by default. */
  readonly decay?: boolean;
  /** Share of the learning rate that this parameter moves with; 1 by default. */
  readonly rate?: number;
}

/** A trainable tensor or a buffer (running statistics) that a network has declared. */
export interface Declaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initialize: Initializer;
  readonly kind: "parameter" | "buffer";
  readonly decay: boolean;
  readonly rate: number;
}

/** A random mask that a training step is fed anew at each run: 1 with probability `keep`, else 0. */
export interface MaskInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly keep: number;
}

/**
 * Where a network declares what it needs while it writes itself into a builder. The same network function makes the
 * inference graph (parameters are stored in it) and the training graph (parameters are inputs).
 */
export interface Scope {
  readonly b: Builder;
  readonly training: boolean;
  parameter(
    name: string,
    shape: readonly number[],
    initialize: Initializer,
    options?: ParameterOptions,
  ): Value;
  /** State that is not trained; give its next value with `update`. */
  buffer(name: string, shape: readonly number[], initialize: Initializer): Value;
  update(name: string, next: Value): void;
  /** A dropout mask; only in training. */
  mask(shape: readonly number[], keep: number): Value;
}

/** A network: writes the way from an image batch [N, C, H, W] to logits [N, K] into the scope's builder. */
export type Network = (scope: Scope, images: Value) => Value;

/** Tensors by name: parameters and buffers alike. */
export type Weights = ReadonlyMap<string, Tensor<"float32">>;

/** A scope that writes an inference graph with the given weights stored in it. */
export function inferenceScope(b: Builder, weights: Weights): Scope {
  const stored = (name: string): Value => {
    const tensor = weights.get(name);
    if (tensor === undefined) throw new Error(`The weights lack "${name}"`);
    return b.constant(tensor, name);
  };
  return {
    b,
    training: false,
    parameter: stored,
    buffer: stored,
    update: () => {},
    mask: () => {
      throw new Error("An inference graph draws no masks");
    },
  };
}

/** A training scope with the record of all that the network declared. */
export interface TrainingScope extends Scope {
  readonly declarations: readonly Declaration[];
  readonly masks: readonly MaskInput[];
  readonly updates: ReadonlyMap<string, Value>;
}

/** A scope in which parameters, buffers and masks are inputs of the graph. */
export function trainingScope(b: Builder): TrainingScope {
  const declarations: Declaration[] = [];
  const masks: MaskInput[] = [];
  const updates = new Map<string, Value>();
  const declare = (declaration: Declaration): Value => {
    declarations.push(declaration);
    return b.input(declaration.name, "float32", declaration.shape);
  };
  return {
    b,
    training: true,
    declarations,
    masks,
    updates,
    parameter: (name, shape, initialize, options) =>
      declare({
        name,
        shape,
        initialize,
        kind: "parameter",
        decay: options?.decay ?? true,
        rate: options?.rate ?? 1,
      }),
    buffer: (name, shape, initialize) =>
      declare({ name, shape, initialize, kind: "buffer", decay: false, rate: 0 }),
    update: (name, next) => {
      updates.set(name, next);
    },
    mask: (shape, keep) => {
      const name = `mask.${masks.length}`;
      masks.push({ name, shape, keep });
      return b.input(name, "float32", shape);
    },
  };
}

/** First values of everything a network declares; each tensor has its own random sub-stream. */
export function initializeWeights(
  declarations: readonly Declaration[],
  random: Random,
): Map<string, Tensor<"float32">> {
  return new Map(
    declarations.map(({ name, shape, initialize }) => [
      name,
      initialize(shape, random.fork("initialize", name)),
    ]),
  );
}
