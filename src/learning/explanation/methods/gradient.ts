import type { GradientContext, RulesFor } from "../../../engine/autodiff/gradient-rule.ts";
import { gradientRules } from "../../../engine/autodiff/rules.ts";
import type { Value } from "../../../engine/graph/graph.ts";
import type { OpName } from "../../../engine/graph/op-attributes.ts";
import { inputGradients, largestOverChannels, type OtherRules } from "./input-gradients.ts";
import type { ExplanationMethod } from "./method.ts";

/** Where a small change of a pixel would change the logit most, up or down. */
export const gradient: ExplanationMethod = {
  name: "gradient",
  title: "Gradient",
  needs: "gradients",
  signed: false,
  source: "Simonyan et al. 2014, arXiv:1312.6034",
  map: async (model, request) => largestOverChannels(await inputGradients(model, request), model),
};

/** The gradient with everything negative held back at each activation: clear pictures, but mostly of edges. */
export const guidedBackprop: ExplanationMethod = {
  name: "guided-backprop",
  title: "Guided backpropagation",
  needs: "gradients",
  signed: false,
  source: "Springenberg et al. 2015, arXiv:1412.6806",
  map: async (model, request) => largestOverChannels(await inputGradients(model, request, guided), model),
};

type RectifierRule = (context: GradientContext<"Relu">) => readonly (Value | undefined)[];

/** A rectifier passes on what is positive, both of its values and of their gradients. */
const rectified: RectifierRule = (c) => {
  const open = c.indicator(c.b.op("Greater", [c.x, c.b.number(0)]));
  return [c.mul(c.b.op("Relu", [c.dy]), open)];
};

const guided: OtherRules = {
  name: "guided",
  rules: {
    ...gradientRules,
    Relu: rectified,
    // ReLU6 and its kin are clips: the true rule, of what is positive.
    Clip: (c) => holdBack(gradientRules.Clip, c),
  },
};

/** A rule applied to the positive part of the gradient that arrives. */
function holdBack<K extends OpName>(
  rule: RulesFor<K>[K],
  context: GradientContext<K>,
): readonly (Value | undefined)[] {
  if (rule === "no gradient") return [];
  return rule({ ...context, dy: context.b.op("Relu", [context.dy]) });
}
