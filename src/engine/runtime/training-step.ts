import { differentiate } from "../autodiff/differentiate.ts";
import { createBuilder } from "../graph/builder.ts";
import type { Graph, Value } from "../graph/graph.ts";
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
}

/** One training step as one graph: state in, next state out. */
export interface TrainingStep {
  readonly graph: Graph;
  readonly spec: TrainingStepSpec;
  readonly declarations: readonly Declaration[];
  readonly masks: readonly MaskInput[];
  /** Every tensor that goes from one step to the next: input `name`, output `next.name`. */
  readonly state: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/**
 * Writes forward pass, backward pass and update as one graph. Inputs: `images` [N, C, H, W], `labels` [N] int64,
 * `learningRate` and the optimizer's scalars, `mask.*`, and all state; outputs: `loss`, `logits` [N, K], `next.*`.
 */
export function buildTrainingStep(spec: TrainingStepSpec): TrainingStep {
  const { network, batch, imageShape, optimizer } = spec;
  const b = createBuilder();
  const images = b.input("images", "float32", [batch, ...imageShape]);
  const labels = b.input("labels", "int64", [batch]);
  const scope = trainingScope(b);
  const logits = network(scope, images);
  const loss = softmaxCrossEntropy(b, logits, labels, spec.loss);

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
  b.output(loss, "loss");
  b.output(logits, "logits");
  parameters.forEach(({ name, shape, decay, rate }, index) => {
    const [parameter, gradient] = [values[index], gradients[index]];
    if (!parameter || !gradient) return;
    const slotNames = optimizer.slots.map((slot) => `${slot}.${name}`);
    const slots = slotNames.map((slot) => b.input(slot, "float32", shape));
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
  return { graph: b.build(), spec, declarations: scope.declarations, masks: scope.masks, state };
}
