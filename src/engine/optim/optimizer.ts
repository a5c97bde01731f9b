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

/** What an optimizer's loop works on: arrays of one parameter, changed in place. */
export interface UpdateArrays {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  /** In the order of the optimizer's `slots`. */
  readonly slots: readonly Float32Array[];
  readonly decay: boolean;
}

/** An update rule: plain operators in the training graph, and the same as a loop. State starts at zero. */
export interface Optimizer {
  readonly name: string;
  readonly slots: readonly string[];
  /** Numbers that change with the step, counted from 1. */
  readonly scalars: (step: number) => Readonly<Record<string, number>>;
  readonly update: (b: Builder, inputs: UpdateInputs) => UpdateOutputs;
  /**
   * The update in one pass over memory, where the processor trains: a dozen operators take a dozen passes. Computed in float64
   * and stored in float32, so that it may differ from `update` by rounding.
   * @param learningRate that of this parameter
   * @param step counted from 1
   */
  readonly apply: (arrays: UpdateArrays, learningRate: number, step: number) => void;
}
