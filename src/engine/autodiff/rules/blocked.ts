import type { RulesFor } from "../gradient-rule.ts";

type Blocked =
  | "NchwcAveragePool"
  | "NchwcConv"
  | "NchwcMaxPool"
  | "NchwcUpsample"
  | "ReorderInput"
  | "ReorderOutput";

/** Graphs are differentiated in plain layout, and blocked afterwards. */
export const blockedRules: RulesFor<Blocked> = {
  NchwcAveragePool: "no gradient",
  NchwcConv: "no gradient",
  NchwcMaxPool: "no gradient",
  NchwcUpsample: "no gradient",
  ReorderInput: "no gradient",
  ReorderOutput: "no gradient",
};
