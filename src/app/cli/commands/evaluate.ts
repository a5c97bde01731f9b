import { evaluate, evaluateSpec } from "../../tasks/evaluate.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatMetrics } from "../terminal/metrics-text.ts";

export const evaluateCommand: Command = defineCommand({
  spec: evaluateSpec,
  task: evaluate,
  positionals: ["run", "data"],
  examples: [
    { purpose: "score a run again on its test part", line: "mor evaluate runs/leaf" },
    {
      purpose: "score it on other labelled images",
      line: "mor evaluate runs/leaf leaf-2025 --by-pattern 'plant-(\\d+)'",
    },
    {
      purpose: "score predictions that another program has written",
      line: "mor evaluate --predictions predictions.csv",
    },
    {
      purpose: "score the paper's stored predictions, as JSON",
      line: "mor evaluate --predictions densenet169.h5 --json > metrics.json",
    },
  ],
  print: formatMetrics,
});
