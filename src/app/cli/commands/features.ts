import { type FeaturesResult, features } from "../../tasks/features/features.ts";
import { featuresSpec } from "../../tasks/features/features-spec.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatWarnings } from "../terminal/dataset-text.ts";
import { formatCount } from "../terminal/progress-line.ts";

export const featuresCommand: Command = defineCommand({
  spec: featuresSpec,
  task: features,
  positionals: ["data"],
  examples: [
    {
      purpose: "a row for each image, for Python or R",
      line: "mor features leaf --out features.csv",
    },
    {
      purpose: "what another network sees, in a compact file",
      line: "mor features leaf --backbone mobilenet-v2 --out features.parquet",
    },
    {
      purpose: "any ONNX network, images that have its input size already",
      line: "mor features tiles --backbone net.onnx --tap embedding --images-as-they-are --out features.csv",
    },
  ],
  print: formatFeatures,
});

function formatFeatures({ out, rows, width, images, backbone, broken, warnings }: FeaturesResult): string {
  const headline = `Wrote ${formatCount(rows)} rows of ${formatCount(width)} features (${backbone.title}, ${backbone.tap}) of ${formatCount(images)} images to ${out}`;
  return [headline, ...formatWarnings(warnings, broken)].join("\n\n");
}
