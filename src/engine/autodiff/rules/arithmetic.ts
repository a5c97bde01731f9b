import type { Value } from "../../graph/graph.ts";
import { type GradientContext, type RulesFor, unbroadcast } from "../gradient-rule.ts";

type Arithmetic =
  | "Add"
  | "And"
  | "Cast"
  | "Clip"
  | "DequantizeLinear"
  | "Div"
  | "Equal"
  | "Greater"
  | "GreaterOrEqual"
  | "Identity"
  | "Less"
  | "LessOrEqual"
  | "Max"
  | "Mean"
  | "Min"
  | "Mul"
  | "Neg"
  | "Not"
  | "Or"
  | "PRelu"
  | "Pow"
  | "QuantizeLinear"
  | "Sub"
  | "Sum"
  | "Where";

/** Brings the gradient for operand `index` back to its shape, if it is wanted at all. */
const back = (c: GradientContext, index: number, make: () => Value): Value | undefined =>
  c.wants(index) ? unbroadcast(c, make(), c.input(index).shape) : undefined;

/** Each operand that equals the extreme gets an equal share. */
const extreme = (c: GradientContext): (Value | undefined)[] => {
  const hits = c.inputs.map((_, index) => c.indicator(c.b.op("Equal", [c.input(index), c.y])));
  const count = hits.reduce((sum, hit) => c.add(sum, hit));
  return hits.map((hit, index) => back(c, index, () => c.mul(c.dy, c.div(hit, count))));
};

export const arithmeticRules: RulesFor<Arithmetic> = {
  Add: (c) => [back(c, 0, () => c.dy), back(c, 1, () => c.dy)],
  And: "no gradient",
  Cast: (c) => [c.x.dtype === "float32" || c.x.dtype === "float64" ? c.cast(c.dy, c.x.dtype) : undefined],
  Clip: (c) => {
    const [, low, high] = c.inputs;
    const below = low && c.indicator(c.b.op("LessOrEqual", [c.x, low]));
    const above = high && c.indicator(c.b.op("GreaterOrEqual", [c.x, high]));
    // Where both limits hold (low > high), the operator gives the high one.
    const within = (share: Value, other: Value | undefined) =>
      other ? c.mul(share, c.sub(1, other)) : share;
    return [
      c.wants(0) ? within(within(c.dy, below), above) : undefined,
      below && c.wants(1) ? unbroadcast(c, within(c.mul(c.dy, below), above), low.shape) : undefined,
      above && c.wants(2) ? unbroadcast(c, c.mul(c.dy, above), high.shape) : undefined,
    ];
  },
  DequantizeLinear: "no gradient",
  Div: (c) => [
    back(c, 0, () => c.div(c.dy, c.input(1))),
    back(c, 1, () => c.neg(c.div(c.mul(c.dy, c.y), c.input(1)))),
  ],
  Equal: "no gradient",
  Greater: "no gradient",
  GreaterOrEqual: "no gradient",
  Identity: (c) => [c.dy],
  Less: "no gradient",
  LessOrEqual: "no gradient",
  Max: extreme,
  Mean: (c) => c.inputs.map((_, index) => back(c, index, () => c.div(c.dy, c.inputs.length))),
  Min: extreme,
  Mul: (c) => [back(c, 0, () => c.mul(c.dy, c.input(1))), back(c, 1, () => c.mul(c.dy, c.input(0)))],
  Neg: (c) => [c.neg(c.dy)],
  Not: "no gradient",
  Or: "no gradient",
  PRelu: (c) => {
    const slope = c.input(1);
    const above = c.b.op("Greater", [c.x, c.b.number(0)]);
    const below = c.sub(1, c.indicator(above));
    return [
      back(c, 0, () => c.b.op("Where", [above, c.dy, c.mul(c.dy, slope)])),
      back(c, 1, () => c.mul(c.mul(c.dy, c.x), below)),
    ];
  },
  Pow: (c) => {
    const [base, exponent] = [c.input(0), c.input(1)];
    return [
      back(c, 0, () => c.mul(c.dy, c.mul(exponent, c.pow(base, c.sub(exponent, 1))))),
      back(c, 1, () => c.mul(c.dy, c.mul(c.y, c.b.op("Log", [base])))),
    ];
  },
  QuantizeLinear: "no gradient",
  Sub: (c) => [back(c, 0, () => c.dy), back(c, 1, () => c.neg(c.dy))],
  Sum: (c) => c.inputs.map((_, index) => back(c, index, () => c.dy)),
  Where: (c) => {
    const zero = c.b.number(0);
    return [
      undefined,
      back(c, 1, () => c.b.op("Where", [c.input(0), c.dy, zero])),
      back(c, 2, () => c.b.op("Where", [c.input(0), zero, c.dy])),
    ];
  },
};
