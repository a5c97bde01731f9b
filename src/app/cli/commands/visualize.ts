import { type VisualizeResult, visualize } from "../../tasks/visualize/visualize.ts";
import { visualizeSpec } from "../../tasks/visualize/visualize-spec.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatTable } from "../terminal/table.ts";

export const visualizeCommand: Command = defineCommand({
  spec: visualizeSpec,
  task: visualize,
  positionals: ["run"],
  examples: [
    {
      purpose: "what a run's network has learnt, and its images as it sees them",
      line: "mor visualize runs/leaf",
    },
    {
      purpose: "all 64 channels of one layer, in the clear form alone",
      line: "mor visualize runs/leaf --layer stage2 --filters 64 --form clear --only filters --out stage2",
    },
    {
      purpose: "the maps of all images and the nearest training images, up to 5,000 of each part",
      line: "mor visualize runs/leaf --only embedding,neighbours --images 5000 --force",
    },
  ],
  print: formatVisualized,
});

function formatVisualized({ out, figures, tables, images, layers, report }: VisualizeResult): string {
  const rows = [
    ...figures.map(({ file, title }) => [file, title]),
    ...tables.map((file) => [
      file,
      file === "embedding.csv" ? "The maps as numbers" : "The nearest training images",
    ]),
  ];
  const looked = `${images.train} training ${images.train === 1 ? "image" : "images"} and ${images.scored} of the scored part were looked at${layers.length > 0 ? `; layers ${layers.join(", ")}` : ""}.`;
  const places = [`Gallery  ${out}`, ...(report === undefined ? [] : [`Report   ${report}`])];
  return [formatTable([{ title: "file" }, { title: "what it shows" }], rows), looked, places.join("\n")].join(
    "\n\n",
  );
}
