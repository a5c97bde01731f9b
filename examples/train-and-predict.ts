// A study in five calls: images, a partition by plant, training, scores on plants that training did not see, verdicts.
//
// Run in a clone: npm run build && npx tsx examples/train-and-predict.ts

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { evaluate, partition, phantoms, predict, train } from "deeplearnmor";

const folder = await mkdtemp(join(tmpdir(), "mor-example-"));
const images = join(folder, "images"); // one subfolder per class, as your own images would be
const manifest = join(images, "cut.csv");
const run = join(folder, "run");

try {
  await phantoms({ out: images, imagesPerClass: 20, plants: 10, size: 128 });

  // No plant is on two sides. The manifest is a table to look at, to keep, and to use again.
  const { manifests } = await partition({ data: images, out: manifest, by: "plant", ratio: "6:2:2" });
  for (const { part, samples, groups } of manifests[0]?.parts ?? []) {
    console.log(`${part}: ${samples} images of ${groups} plants`);
  }

  // Small and short, to be quick: for a real study leave all but the first line out.
  const { report } = await train({
    ...{ data: manifest, out: run, by: "plant" },
    ...{ epochs: 12, batch: 32, width: 16, size: 64, tiles: "quarters" },
  });

  const { levels } = await evaluate({ run });
  const { value, low, high } = levels.image?.accuracy ?? { value: null, low: null, high: null };
  console.log(`accuracy ${value?.toFixed(2)} (95 % interval ${low?.toFixed(2)} to ${high?.toFixed(2)})`);

  const { images: verdicts } = await predict({ run, images: [join(images, "mito_elongated")] });
  for (const { path, predicted, confidence } of verdicts.slice(0, 3)) {
    console.log(`${path.split("/").at(-1)}: ${predicted ?? "none of these"} (${confidence.toFixed(2)})`);
  }
  console.log(`The report would be ${report}; this example deletes it.`);
} finally {
  await rm(folder, { recursive: true });
}
