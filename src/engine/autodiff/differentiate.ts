import { MorError } from "../../errors.ts";
import type { Builder } from "../graph/builder.ts";
import type { Node, Value } from "../graph/graph.ts";
import type { OpAttributes, OpName } from "../graph/op-attributes.ts";
import { type GradientContext, gradientContext, type RulesFor, zerosLike } from "./gradient-rule.ts";
import { gradientRules } from "./rules.ts";

/**
 * Appends to the builder the nodes that compute the gradient of a scalar with respect to other values:
 * reverse-mode differentiation (Griewank and Walther 2008, doi:10.1137/1.9780898717761).
 * @param loss a float32 value; its elements are summed when it is not a scalar.
 * @param seed the gradient of `loss` itself, ones by default.
 * @param rules how gradients pass each operator; others than the true ones make other explanations of a network.
 * @returns one gradient for each of `wrt`, of the same shape; zeros where the loss does not depend on it.
 * @throws MorError `operator-unsupported` when a way from `wrt` to the loss passes an operator without a gradient.
 */
export function differentiate(
  b: Builder,
  loss: Value,
  wrt: readonly Value[],
  seed?: Value,
  rules: RulesFor<OpName> = gradientRules,
): Value[] {
  const forward = [...b.nodes];
  const active = reachable(forward, wrt);
  const gradients = new Map<string, Value>();
  const one = b.number(1);
  gradients.set(
    loss.name,
    seed ?? (loss.shape.length === 0 ? one : b.op("Expand", [one, b.integers(loss.shape.map(Number))])),
  );

  for (const node of forward.reverse()) {
    const received = node.outputs.map((name) => gradients.get(name));
    if (received.every((gradient) => gradient === undefined)) continue;
    if (!node.inputs.some((name) => active.has(name))) continue;
    const inputs = node.inputs.map((name) => (name === "" ? undefined : b.value(name)));
    const contributions = applyRule(b, rules, node, inputs, received, active);
    contributions.forEach((gradient, index) => {
      const name = node.inputs[index] ?? "";
      if (gradient === undefined || !active.has(name)) return;
      const sum = gradients.get(name);
      gradients.set(name, sum === undefined ? gradient : b.op("Add", [sum, gradient]));
    });
  }
  return wrt.map((value) => gradients.get(value.name) ?? zerosLike(b, value));
}

function applyRule(
  b: Builder,
  rules: RulesFor<OpName>,
  node: Node,
  inputs: readonly (Value | undefined)[],
  gradients: readonly (Value | undefined)[],
  active: ReadonlySet<string>,
): readonly (Value | undefined)[] {
  const rule = rules[node.op];
  if (rule === "no gradient") {
    if (constantAlmostEverywhere.has(node.op)) return [];
    throw new MorError(
      "operator-unsupported",
      `${node.op} has no gradient rule (node that makes "${node.outputs[0]}")`,
    );
  }
  const beyond = gradients.findIndex((gradient, output) => output > 0 && gradient !== undefined);
  if (beyond > 0 && node.op !== "Split") {
    throw new MorError("operator-unsupported", `${node.op} has no gradient rule for its output ${beyond}`);
  }
  const context = gradientContext({
    b,
    op: node.op,
    attributes: node.attributes as OpAttributes[OpName], // typed when the node was made
    inputs,
    outputs: node.outputs.map((name) => b.value(name)),
    gradients,
    wants: (index) => active.has(node.inputs[index] ?? ""),
  });
  // The rule under node.op takes the context of node.op, which this is.
  return (rule as (context: GradientContext) => readonly (Value | undefined)[])(context);
}

/** Operators whose output does not move with their input: their gradient is zero and the way ends there. */
const constantAlmostEverywhere: ReadonlySet<OpName> = new Set([
  "ArgMax",
  "ArgMin",
  "And",
  "Ceil",
  "ConstantOfShape",
  "Equal",
  "Floor",
  "Greater",
  "GreaterOrEqual",
  "Less",
  "LessOrEqual",
  "Not",
  "OneHot",
  "Or",
  "Round",
  "Shape",
  "Sign",
]);

/** Names of the values that depend on any of the given ones, themselves included. */
function reachable(nodes: readonly Node[], from: readonly Value[]): Set<string> {
  const names = new Set(from.map((value) => value.name));
  for (const node of nodes) {
    if (node.inputs.some((name) => names.has(name))) for (const name of node.outputs) names.add(name);
  }
  return names;
}
