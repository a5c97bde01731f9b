import type { Value } from "../../graph/graph.ts";
import type { GradientContext, RulesFor } from "../gradient-rule.ts";

type Activation =
  | "Abs"
  | "Ceil"
  | "Celu"
  | "Cos"
  | "Elu"
  | "Erf"
  | "Exp"
  | "Floor"
  | "Gelu"
  | "HardSigmoid"
  | "HardSwish"
  | "LeakyRelu"
  | "Log"
  | "Mish"
  | "Reciprocal"
  | "Relu"
  | "Round"
  | "Selu"
  | "Sigmoid"
  | "Sign"
  | "Sin"
  | "Softplus"
  | "Softsign"
  | "Sqrt"
  | "Tanh"
  | "ThresholdedRelu";

const positive = ({ b, indicator }: GradientContext, x: Value, limit = 0): Value =>
  indicator(b.op("Greater", [x, b.number(limit)]));

/** slope where x > 0, and the given value elsewhere. */
const byPart = (c: GradientContext, above: Value, below: Value): Value =>
  c.b.op("Where", [c.b.op("Greater", [c.x, c.b.number(0)]), above, below]);

/** dy/dx of functions of one variable, in terms of the input x and the output y. */
export const activationRules: RulesFor<Activation> = {
  Abs: (c) => [c.mul(c.dy, c.b.op("Sign", [c.x]))],
  Ceil: "no gradient",
  Celu: (c) => {
    const alpha = c.attributes.alpha ?? 1;
    // y' = exp(x / alpha) = (y + alpha) / alpha below zero
    return [byPart(c, c.dy, c.mul(c.dy, c.div(c.add(c.y, alpha), alpha)))];
  },
  Cos: (c) => [c.neg(c.mul(c.dy, c.b.op("Sin", [c.x])))],
  Elu: (c) => [byPart(c, c.dy, c.mul(c.dy, c.add(c.y, c.attributes.alpha ?? 1)))],
  Erf: (c) => [c.mul(c.dy, c.mul(2 / Math.sqrt(Math.PI), c.b.op("Exp", [c.neg(c.square(c.x))])))],
  Exp: (c) => [c.mul(c.dy, c.y)],
  Floor: "no gradient",
  Gelu: (c) => [c.mul(c.dy, c.attributes.approximate === "tanh" ? tanhGeluSlope(c) : geluSlope(c))],
  HardSigmoid: (c) => {
    const inside = c.mul(positive(c, c.y), c.indicator(c.b.op("Less", [c.y, c.b.number(1)])));
    return [c.mul(c.dy, c.mul(inside, c.attributes.alpha ?? 0.2))];
  },
  HardSwish: (c) => {
    // y = x clip(x/6 + 1/2, 0, 1): slope 0 below -3, 1 above 3, x/3 + 1/2 between
    const middle = c.indicator(c.b.op("Less", [c.b.op("Abs", [c.x]), c.b.number(3)]));
    const slope = c.add(c.mul(middle, c.add(c.div(c.x, 3), 0.5)), positive(c, c.x, 3));
    return [c.mul(c.dy, slope)];
  },
  LeakyRelu: (c) => [byPart(c, c.dy, c.mul(c.dy, c.attributes.alpha ?? 0.01))],
  Log: (c) => [c.div(c.dy, c.x)],
  Mish: (c) => {
    const t = c.b.op("Tanh", [c.b.op("Softplus", [c.x])]);
    const inner = c.mul(c.mul(c.x, c.b.op("Sigmoid", [c.x])), c.sub(1, c.square(t)));
    return [c.mul(c.dy, c.add(t, inner))];
  },
  Reciprocal: (c) => [c.neg(c.mul(c.dy, c.square(c.y)))],
  Relu: (c) => [c.mul(c.dy, positive(c, c.y))],
  Round: "no gradient",
  Selu: (c) => {
    const alpha = c.attributes.alpha ?? 1.6732631921768188;
    const gamma = c.attributes.gamma ?? 1.0507009873554805;
    return [byPart(c, c.mul(c.dy, gamma), c.mul(c.dy, c.add(c.y, alpha * gamma)))];
  },
  Sigmoid: (c) => [c.mul(c.dy, c.mul(c.y, c.sub(1, c.y)))],
  Sign: "no gradient",
  Sin: (c) => [c.mul(c.dy, c.b.op("Cos", [c.x]))],
  Softplus: (c) => [c.mul(c.dy, c.b.op("Sigmoid", [c.x]))],
  Softsign: (c) => [c.div(c.dy, c.square(c.add(1, c.b.op("Abs", [c.x]))))],
  Sqrt: (c) => [c.div(c.dy, c.mul(2, c.y))],
  Tanh: (c) => [c.mul(c.dy, c.sub(1, c.square(c.y)))],
  ThresholdedRelu: (c) => [c.mul(c.dy, positive(c, c.x, c.attributes.alpha ?? 1))],
};

/** Phi(x) + x phi(x), with the normal distribution function Phi (Hendrycks and Gimpel 2016, arXiv:1606.08415). */
function geluSlope(c: GradientContext): Value {
  const distribution = c.mul(0.5, c.add(1, c.b.op("Erf", [c.mul(c.x, Math.SQRT1_2)])));
  const density = c.mul(1 / Math.sqrt(2 * Math.PI), c.b.op("Exp", [c.mul(-0.5, c.square(c.x))]));
  return c.add(distribution, c.mul(c.x, density));
}

function tanhGeluSlope(c: GradientContext): Value {
  const scale = Math.sqrt(2 / Math.PI);
  const squared = c.square(c.x);
  const t = c.b.op("Tanh", [c.mul(c.mul(scale, c.x), c.add(1, c.mul(0.044715, squared)))]);
  const inner = c.mul(scale, c.add(1, c.mul(3 * 0.044715, squared)));
  return c.mul(0.5, c.add(c.add(1, t), c.mul(c.mul(c.x, c.sub(1, c.square(t))), inner)));
}
