import type { Value } from "../../graph/graph.ts";
import { integers, normalizeAxis } from "../../graph/op-schema.ts";
import { type GradientContext, type RulesFor, sizes } from "../gradient-rule.ts";

type Reduction =
  | "ArgMax"
  | "ArgMin"
  | "ReduceL2"
  | "ReduceMax"
  | "ReduceMean"
  | "ReduceMin"
  | "ReduceProd"
  | "ReduceSum"
  | "ReduceSumSquare"
  | "LogSoftmax"
  | "Softmax";

type ReduceOp = Exclude<Reduction, "ArgMax" | "ArgMin" | "LogSoftmax" | "Softmax">;

/** The shape of the output with the reduced axes kept as 1, so that it broadcasts against the input. */
function keptShape(c: GradientContext<ReduceOp>): { shape: number[]; axes: number[] } {
  const full = sizes(c.x);
  const given = c.inputs[1] && c.b.constantOf(c.inputs[1]);
  const listed = given ? integers(given) : [];
  const noop = listed.length === 0 && c.attributes.noop_with_empty_axes === 1;
  const all = noop ? [] : full.map((_, axis) => axis);
  const axes = listed.length > 0 ? listed.map((axis) => normalizeAxis(c.op, axis, full.length)) : all;
  return { shape: full.map((size, axis) => (axes.includes(axis) ? 1 : size)), axes };
}

const kept = (c: GradientContext<ReduceOp>, value: Value): Value => {
  const { shape } = keptShape(c);
  return value.shape.length === shape.length ? value : c.reshape(value, shape);
};

const stretch = (c: GradientContext<ReduceOp>, value: Value): Value =>
  c.b.op("Expand", [kept(c, value), c.b.integers(sizes(c.x))]);

/** All elements that equal the extreme share its gradient. */
const extreme = (c: GradientContext<"ReduceMax" | "ReduceMin">): [Value] => {
  const hits = c.indicator(c.b.op("Equal", [c.x, kept(c, c.y)]));
  const count = c.sum(hits, keptShape(c).axes, true);
  return [c.mul(hits, c.div(kept(c, c.dy), count))];
};

export const reductionRules: RulesFor<Reduction> = {
  ArgMax: "no gradient",
  ArgMin: "no gradient",
  ReduceL2: (c) => {
    // The norm has no slope at zero; 0 there, as in PyTorch.
    const nowhere = c.b.op("Equal", [c.y, c.b.number(0)]);
    const share = c.b.op("Where", [nowhere, c.b.number(0), c.div(c.dy, c.y)]);
    return [c.mul(c.x, kept(c, share))];
  },
  ReduceMax: extreme,
  ReduceMean: (c) => {
    const full = sizes(c.x);
    const count = keptShape(c).axes.reduce((product, axis) => product * (full[axis] ?? 1), 1);
    return [stretch(c, c.div(c.dy, count))];
  },
  ReduceMin: extreme,
  ReduceProd: (c) => {
    // The product of the others: all but the one zero where there is one, nothing where there are more.
    const { axes } = keptShape(c);
    const zero = c.b.op("Equal", [c.x, c.b.number(0)]);
    const filled = c.b.op("Where", [zero, c.b.number(1), c.x]);
    const product =
      axes.length === 0 ? filled : c.b.op("ReduceProd", [filled, c.b.integers(axes)], { keepdims: 1 });
    const zeros = c.sub(c.sum(c.indicator(zero), axes, true), c.indicator(zero));
    const others = c.mul(c.div(product, filled), c.indicator(c.b.op("Less", [zeros, c.b.number(0.5)])));
    return [c.mul(kept(c, c.dy), others)];
  },
  ReduceSum: (c) => [stretch(c, c.dy)],
  ReduceSumSquare: (c) => [c.mul(c.x, kept(c, c.mul(c.dy, 2)))],
  Softmax: (c) => {
    const axis = normalizeAxis("Softmax", c.attributes.axis ?? -1, c.x.shape.length);
    const weighted = c.mul(c.dy, c.y);
    return [c.sub(weighted, c.mul(c.y, c.sum(weighted, [axis], true)))];
  },
  LogSoftmax: (c) => {
    const axis = normalizeAxis("LogSoftmax", c.attributes.axis ?? -1, c.x.shape.length);
    return [c.sub(c.dy, c.mul(c.b.op("Exp", [c.y]), c.sum(c.dy, [axis], true)))];
  },
};
