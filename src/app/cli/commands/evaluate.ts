import { evaluatePredictions, evaluatePredictionsSpec } from "../../tasks/evaluate-predictions.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatMetrics } from "../terminal/metrics-text.ts";

export const evaluateCommand: Command = defineCommand({
  spec: evaluatePredictionsSpec,
  task: evaluatePredictions,
  positionals: [],
  examples: [
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
