import { type QuantizeResult, quantize } from "../../tasks/quantize/quantize.ts";
import { quantizeSpec } from "../../tasks/quantize/quantize-spec.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatTable } from "../terminal/table.ts";

export const quantizeCommand: Command = defineCommand({
  spec: quantizeSpec,
  task: quantize,
  positionals: ["run"],
  examples: [
    { purpose: "a faster copy of a run's network, measured beside it", line: "mor quantize runs/leaf" },
    { purpose: "then classify with it", line: "mor predict runs/leaf new-images --precision int8" },
    {
      purpose: "calibrate on more images, allow no loss on the validation part",
      line: "mor quantize runs/leaf --images 512 --max-loss 0 --force",
    },
  ],
  print: formatQuantized,
});

function formatQuantized({ scored, speed, bytes, layers, model, report }: QuantizeResult): string {
  const right = (title: string) => ({ title, align: "right" as const });
  const table = formatTable(
    [{ title: "" }, right("float32"), right("int8")],
    [
      [`accuracy (${scored.part})`, percent(scored.float32Accuracy), percent(scored.int8Accuracy)],
      ["ms per image", speed.float32MsPerImage.toPrecision(3), speed.int8MsPerImage.toPrecision(3)],
      ["MB", (bytes.float32 / 1e6).toPrecision(3), (bytes.int8 / 1e6).toPrecision(3)],
    ],
  );
  const { value, low, high } = scored.loss;
  const interval =
    low === null || high === null
      ? ""
      : ` (95 % interval ${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)})`;
  const { median, low: slowest, high: fastest } = speed.speedup;
  const narrow = layers.filter(({ precision }) => precision === "int8").length;
  return [
    table,
    [
      `Accuracy in float32 less that in int8: ${(100 * (value ?? 0)).toFixed(2)} points${interval}; ${percent(scored.changed)} of the verdicts change.`,
      `${median.toFixed(2)} times as fast (${slowest.toFixed(2)} to ${fastest.toFixed(2)}); ${narrow} of ${layers.length} layers in 8 bits.`,
    ].join("\n"),
    [`Model   ${model}`, `Report  ${report}`].join("\n"),
  ].join("\n\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
