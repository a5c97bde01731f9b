import { type PredictResult, predict, predictSpec } from "../../tasks/run/predict.ts";
import { type Command, defineCommand } from "../command.ts";
import { formatTable } from "../terminal/table.ts";

export const predictCommand: Command = defineCommand({
  spec: predictSpec,
  task: predict,
  positionals: ["run", "images"],
  examples: [
    { purpose: "every image below a folder", line: "mor predict runs/leaf new-images --out predictions.csv" },
    { purpose: "one image, as JSON", line: "mor predict runs/leaf leaf-17.tif --json" },
  ],
  print: formatPredictions,
});

const most = 40;

function formatPredictions({ out, images, broken, threshold }: PredictResult): string {
  const table = formatTable(
    [{ title: "image" }, { title: "verdict" }, { title: "confidence", align: "right" }],
    images
      .slice(0, most)
      .map(({ path, predicted, mostProbable, confidence }) => [
        path,
        predicted ?? `none of these (nearest: ${mostProbable})`,
        confidence.toFixed(3),
      ]),
  );
  const notes = [
    ...(images.length > most ? [`... and ${images.length - most} more.`] : []),
    ...(threshold === undefined ? [] : [`"none of these" below a confidence of ${threshold.toFixed(3)}.`]),
    ...(broken.length > 0 ? [`${broken.length} images could not be read and were left out.`] : []),
    ...(out === undefined ? [] : [`Wrote ${out}`]),
  ];
  return [table, ...(notes.length > 0 ? [notes.join("\n")] : [])].join("\n\n");
}
