import type { OpName } from "../graph/op-attributes.ts";
import type { RulesFor } from "./gradient-rule.ts";
import { activationRules } from "./rules/activation.ts";
import { arithmeticRules } from "./rules/arithmetic.ts";
import { blockedRules } from "./rules/blocked.ts";
import { convolutionRules } from "./rules/convolution.ts";
import { linearRules } from "./rules/linear.ts";
import { normalizationRules } from "./rules/normalization.ts";
import { poolingRules } from "./rules/pooling.ts";
import { reductionRules } from "./rules/reduction.ts";
import { shapingRules } from "./rules/shaping.ts";

/** The gradient rule of every operator. An operator of the catalogue without a rule does not compile. */
export const gradientRules: RulesFor<OpName> = {
  ...activationRules,
  ...arithmeticRules,
  ...blockedRules,
  ...convolutionRules,
  ...linearRules,
  ...normalizationRules,
  ...poolingRules,
  ...reductionRules,
  ...shapingRules,
};
