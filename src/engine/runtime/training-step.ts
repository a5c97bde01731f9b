import { differentiate } from "../autodiff/differentiate.ts";
import { type Builder, createBuilder } from "../graph/builder.ts";
import type { Graph, Value } from "../graph/graph.ts";
import { pruneGraph } from "../graph/prune-graph.ts";
import { type CrossEntropyOptions, softmaxCrossEntropy } from "../nn/losses.ts";
import { type Declaration, type MaskInput, type Network, trainingScope } from "../nn/scope.ts";
import type { Optimizer } from "../optim/optimizer.ts";

export interface TrainingStepSpec {
  readonly network: Network;
  /** Images per step. */
  readonly batch: number;
  /** Channels, height, width of one image. */
  readonly imageShape: readonly [number, number, number];
  readonly optimizer: Optimizer;
  readonly loss?: CrossEntropyOptions;
  /** What is minimised instead of the cross-entropy between outputs and labels. */
  readonly objective?: Objective;
}

/** A loss that is told more of each image than its class. */
export interface Objective {
  /** Numbers for each image: the input `targets` [N, targets]. */
  readonly targets: number;
  /** A scalar. @param outputs of the network [N, K]. @param labels [N]. @param targets [N, targets] */
  readonly loss: (b: Builder, outputs: Value, labels: Value, targets: Value) => Value;
}

/** One training step as one graph: state in, next state out. */
export interface TrainingStep {
  readonly graph: Graph;
  readonly spec: TrainingStepSpec;
  readonly declarations: readonly Declaration[];
  readonly masks: readonly MaskInput[];
  /** The same without the update: state in, gradients and next buffers out. */
  readonly gradientGraph: Graph;
  /** Every parameter with the output of `gradientGraph` that is its gradient, and the slots of the optimizer. */
  readonly updates: readonly ParameterUpdate[];
  /** Every tensor that goes from one step to the next: input `name`, output `next.name`. */
  readonly state: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** What an update outside of the graph needs to know of a parameter. */
export interface ParameterUpdate {
  readonly name: string;
  readonly shape: readonly number[];
  /** Names of the state that the optimizer keeps for it. */
  readonly slots: readonly string[];
  /** Name of the gradient among the outputs of `gradientGraph`. */
  readonly gradient: string;
  readonly decay: boolean;
  /** Share of the learning rate. */
  readonly rate: number;
}

/**
 * Writes forward pass, backward pass and update as one graph. Inputs: `images` [N, C, H, W], `labels` [N] int64, `targets` where
 * the objective has some, `learningRate` and the optimizer's scalars, `mask.*`, and all state; outputs: `loss`, `logits` [N, K], `next.*`.
 */
export function buildTrainingStep(spec: TrainingStepSpec): TrainingStep {
  const { network, batch, imageShape, optimizer } = spec;
  const b = createBuilder();
  const images = b.input("images", "float32", [batch, ...imageShape]);
  const labels = b.input("labels", "int64", [batch]);
  const scope = trainingScope(b);
  const logits = network(scope, images);
  const { objective } = spec;
  const loss = objective
    ? objective.loss(b, logits, labels, b.input("targets", "float32", [batch, objective.targets]))
    : softmaxCrossEntropy(b, logits, labels, spec.loss);

  const parameters = scope.declarations.filter(({ kind }) => kind === "parameter");
  const values = parameters.map(({ name }) => b.value(name));
  const gradients = differentiate(b, loss, values);

  const scalars = new Map(
    ["learningRate", ...Object.keys(optimizer.scalars(1))].map((name) => [
      name,
      b.input(name, "float32", []),
    ]),
  );
  const scalar = (name: string) => scalars.get(name) ?? b.value(name);
  const rates = new Map<number, Value>();
  /** `learningRate` times a parameter's own share of it. */
  const learningRate = (share: number): Value => {
    if (share === 1) return scalar("learningRate");
    const known = rates.get(share) ?? b.op("Mul", [scalar("learningRate"), b.number(share)]);
    rates.set(share, known);
    return known;
  };
  const state = scope.declarations.map(({ name, shape }) => ({ name, shape }));
  const updates: ParameterUpdate[] = [];
  b.output(loss, "loss");
  b.output(logits, "logits");
  parameters.forEach(({ name, shape, decay, rate }, index) => {
    const [parameter, gradient] = [values[index], gradients[index]];
    if (!parameter || !gradient) return;
    const slotNames = optimizer.slots.map((slot) => `${slot}.${name}`);
    const slots = slotNames.map((slot) => b.input(slot, "float32", shape));
    updates.push({ name, shape, slots: slotNames, gradient: gradient.name, decay, rate });
    const next = optimizer.update(b, {
      parameter,
      gradient,
      slots,
      scalar: (wanted) => (wanted === "learningRate" ? learningRate(rate) : scalar(wanted)),
      decay,
    });
    b.output(next.parameter, `next.${name}`);
    next.slots.forEach((value, slot) => {
      b.output(value, `next.${slotNames[slot]}`);
    });
    state.push(...slotNames.map((slot) => ({ name: slot, shape })));
  });
  for (const { name, kind } of scope.declarations) {
    if (kind === "buffer") b.output(scope.updates.get(name) ?? b.value(name), `next.${name}`);
  }
  const graph = b.build();
  return {
    graph,
    gradientGraph: withoutUpdate(graph, updates),
    updates,
    spec,
    declarations: scope.declarations,
    masks: scope.masks,
    state,
  };
}

function withoutUpdate(graph: Graph, updates: readonly ParameterUpdate[]): Graph {
  const updated = new Set(
    updates.flatMap(({ name, slots }) => [name, ...slots].map((each) => `next.${each}`)),
  );
  const gradients = new Map(updates.map(({ gradient, shape }) => [gradient, shape]));
  const pruned = pruneGraph({
    ...graph,
    outputs: [
      ...graph.outputs.filter(({ name }) => !updated.has(name)),
      ...[...gradients].map(([name, shape]) => ({ name, dtype: "float32" as const, shape })),
    ],
  });
  const read = new Set(pruned.nodes.flatMap(({ inputs }) => inputs));
  return { ...pruned, inputs: pruned.inputs.filter(({ name }) => read.has(name)) };
}
