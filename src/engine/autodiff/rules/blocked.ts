import type { BlockedOp } from "../../graph/ops/blocked.ts";
import type { RulesFor } from "../gradient-rule.ts";

/** Graphs are differentiated in plain layout, and blocked afterwards. */
export const blockedRules: RulesFor<BlockedOp> = {
  NchwcAveragePool: "no gradient",
  NchwcConv: "no gradient",
  NchwcMaxPool: "no gradient",
  NchwcUpsample: "no gradient",
  ReorderInput: "no gradient",
  ReorderOutput: "no gradient",
};
