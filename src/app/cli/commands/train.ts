import { type TrainResult, train } from "../../tasks/run/train.ts";
import { trainSpec } from "../../tasks/run/train-spec.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatMetrics } from "../terminal/metrics-text.ts";

export const trainCommand: Command = defineCommand({
  spec: trainSpec,
  task: train,
  positionals: ["data"],
  examples: [
    {
      purpose: "one folder per class, plants named in the table",
      line: "mor train leaf/manifest.csv --by plant --out runs/leaf",
    },
    {
      purpose: "the paper's network and recipe",
      line: "mor train leaf --model paper-cnn --recipe paper --out runs/paper",
    },
    {
      purpose: "quick, or with few images: on features of the network that comes with the package",
      line: "mor train leaf/manifest.csv --by plant --freeze --out runs/quick",
    },
    {
      purpose: "on features of a pretrained network, which stays as it is",
      line: "mor train leaf/manifest.csv --by plant --backbone mobilenet-v2 --out runs/mobilenet",
    },
    {
      purpose: "with the pretrained network trained further, at a smaller size",
      line: "mor train leaf --backbone net.onnx --input-scaling torch --fine-tune all --size 128 --out runs/tuned",
    },
    {
      purpose: "a random forest on measurements of shape and texture",
      line: "mor train leaf/manifest.csv --by plant --model forest --out runs/forest",
    },
    {
      purpose: "go on with a run that was stopped",
      line: "mor train leaf/manifest.csv --by plant --out runs/leaf --resume",
    },
  ],
  print: formatTraining,
});

/** Shared with the demo. */
export function formatTraining(result: TrainResult): string {
  const minutes = Math.floor(result.seconds / 60);
  const time =
    minutes > 0 ? `${minutes} min ${Math.round(result.seconds % 60)} s` : `${Math.round(result.seconds)} s`;
  return [
    formatMetrics(result.metrics),
    `Trained ${result.parameterCount.toLocaleString("en")} parameters in ${time}; weights of epoch ${result.bestEpoch}.`,
    [`Report  ${result.report}`, `Model   ${result.model}`].join("\n"),
  ].join("\n\n");
}
