import { algebra } from "../graph/algebra.ts";
import type { Optimizer } from "./optimizer.ts";

export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Added to the gradient as weightDecay * parameter, as PyTorch's SGD does. */
  readonly weightDecay?: number;
}

/** Stochastic gradient descent with momentum: v = momentum v + g; p = p - learningRate v. */
export function sgd({ momentum = 0, nesterov = false, weightDecay = 0 }: SgdOptions = {}): Optimizer {
  return {
    name: "sgd",
    slots: momentum === 0 ? [] : ["velocity"],
    scalars: () => ({}),
    update(b, { parameter, gradient, slots: [velocity], scalar, decay }) {
      const { add, mul, sub } = algebra(b);
      const pull = decay && weightDecay > 0 ? add(gradient, mul(parameter, weightDecay)) : gradient;
      if (!velocity) return { parameter: sub(parameter, mul(scalar("learningRate"), pull)), slots: [] };
      const next = add(mul(velocity, momentum), pull);
      const step = nesterov ? add(pull, mul(next, momentum)) : next;
      return { parameter: sub(parameter, mul(scalar("learningRate"), step)), slots: [next] };
    },
    apply({ parameter, gradient, slots: [velocity], decay }, learningRate) {
      const pulled = decay ? weightDecay : 0;
      for (let at = 0; at < parameter.length; at++) {
        const pull = (gradient[at] ?? 0) + pulled * (parameter[at] ?? 0);
        const next = momentum * (velocity?.[at] ?? 0) + pull;
        if (velocity) velocity[at] = next;
        parameter[at] = (parameter[at] ?? 0) - learningRate * (nesterov ? pull + momentum * next : next);
      }
    },
  };
}
