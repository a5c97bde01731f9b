import { algebra } from "../graph/algebra.ts";
import type { Optimizer } from "./optimizer.ts";

export interface AdamOptions {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
  /** Decoupled decay: p shrinks by learningRate * weightDecay * p at each step. */
  readonly weightDecay?: number;
}

/** Adam (Kingma and Ba 2015, arXiv:1412.6980), algorithm 1 with bias correction. */
export function adam(options: Omit<AdamOptions, "weightDecay"> = {}): Optimizer {
  return { ...adamW({ ...options, weightDecay: 0 }), name: "adam" };
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). */
export function adamW({
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
  weightDecay = 0.01,
}: AdamOptions = {}): Optimizer {
  // p -= rate m / (sqrt(v) + epsilon') with both bias corrections drawn into two numbers.
  const corrections = (step: number) => ({
    correction1: 1 - beta1 ** step,
    correction2: Math.sqrt(1 - beta2 ** step),
  });
  return {
    name: "adamw",
    slots: ["mean", "square"],
    scalars: corrections,
    update(b, { parameter, gradient, slots: [mean, square], scalar, decay }) {
      if (!mean || !square) throw new Error("Adam keeps two slots");
      const { add, div, mul, sub } = algebra(b);
      const rate = scalar("learningRate");
      const nextMean = add(mul(mean, beta1), mul(gradient, 1 - beta1));
      const nextSquare = add(mul(square, beta2), mul(mul(gradient, gradient), 1 - beta2));
      const deviation = add(div(b.op("Sqrt", [nextSquare]), scalar("correction2")), epsilon);
      const step = div(mul(nextMean, div(rate, scalar("correction1"))), deviation);
      const kept = decay && weightDecay > 0 ? mul(parameter, sub(1, mul(rate, weightDecay))) : parameter;
      return { parameter: sub(kept, step), slots: [nextMean, nextSquare] };
    },
    apply({ parameter, gradient, slots: [mean, square], decay }, learningRate, step) {
      if (!mean || !square) throw new Error("Adam keeps two slots");
      const { correction1, correction2 } = corrections(step);
      const rate = learningRate / correction1;
      const scale = 1 / correction2;
      const kept = decay ? 1 - learningRate * weightDecay : 1;
      for (let at = 0; at < parameter.length; at++) {
        const slope = gradient[at] ?? 0;
        const m = beta1 * (mean[at] ?? 0) + (1 - beta1) * slope;
        const v = beta2 * (square[at] ?? 0) + (1 - beta2) * slope * slope;
        mean[at] = m;
        square[at] = v;
        parameter[at] = kept * (parameter[at] ?? 0) - (rate * m) / (Math.sqrt(v) * scale + epsilon);
      }
    },
  };
}
