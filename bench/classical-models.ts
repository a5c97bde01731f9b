import { parseArgs } from "node:util";
import { openDataset } from "../src/data/dataset/open-dataset.ts";
import { readImage } from "../src/data/images/read-image.ts";
import { toChannels } from "../src/data/images/to-channels.ts";
import { classicalInput } from "../src/learning/classical/classical-input.ts";
import { fitClassical, predictClassical } from "../src/learning/classical/fit-classical.ts";
import { scorePredictions } from "../src/learning/classical/grouped-cross-validation.ts";
import { stackRows } from "../src/learning/classical/matrix.ts";

/**
 * tsx bench/classical-models.ts FOLDER [--seed N]
 *
 * Measures the images of a manifest with parts, learns each classical model on train, its hyperparameters chosen on grouped
 * folds of train, and scores it once on val.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "0" } },
});
const dataset = await openDataset(positionals[0] ?? ".");
const parts = { train: collect(), val: collect() };
const started = performance.now();
for (const sample of dataset.samples) {
  if (sample.part !== "train" && sample.part !== "val") continue;
  const { data, height, width } = toChannels(await readImage(sample.file), 1);
  const part = parts[sample.part];
  part.rows.push(
    classicalInput({ channels: 1, height, width, data: Float32Array.from(data, Number) }, "measurements"),
  );
  part.labels.push(dataset.classes.indexOf(sample.label));
  part.groups.push(sample.group ?? sample.path);
}
const seconds = (performance.now() - started) / 1000;
console.log(`measured ${parts.train.rows.length + parts.val.rows.length} images in ${seconds.toFixed(1)} s`);
const classCount = dataset.classes.length;
for (const kind of ["forest", "svm", "logistic"] as const) {
  const from = performance.now();
  const { train, val } = parts;
  const x = stackRows(train.rows);
  const { model, chosen, score } = await fitClassical(kind, x, Int32Array.from(train.labels), train.groups, {
    classCount,
    input: "measurements",
    seed: Number(values.seed),
  });
  const time = (performance.now() - from) / 1000;
  const probabilities = await predictClassical(model, stackRows(val.rows));
  const judged = scorePredictions(probabilities, Int32Array.from(val.labels), classCount);
  console.log(kind, JSON.stringify({ chosen, folds: score, val: judged, seconds: Math.round(time) }));
}

function collect(): { rows: Float32Array[]; labels: number[]; groups: string[] } {
  return { rows: [], labels: [], groups: [] };
}
