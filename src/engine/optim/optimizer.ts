import type { Builder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/** What an optimizer sees of one parameter in the training graph. */
export interface UpdateInputs {
  readonly parameter: Value;
  readonly gradient: Value;
  /** The optimizer's own state for this parameter, in the order of `slots`; same shape as the parameter. */
  readonly slots: readonly Value[];
  /** Scalar inputs of the step: `learningRate` and whatever `scalars` names. */
  readonly scalar: (name: string) => Value;
  /** Whether weight decay applies to this parameter. */
  readonly decay: boolean;
}

export interface UpdateOutputs {
  readonly parameter: Value;
  readonly slots: readonly Value[];
}

/** An update rule written with plain operators into the training graph. State starts at zero. */
export interface Optimizer {
  readonly name: string;
  readonly slots: readonly string[];
  /** Numbers that change with the step, counted from 1. */
  readonly scalars: (step: number) => Readonly<Record<string, number>>;
  readonly update: (b: Builder, inputs: UpdateInputs) => UpdateOutputs;
}
