// Several models on the same partition, and which differences between them are real.
//
// Run in a clone: npm run build && npx tsx examples/compare-models.ts

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { phantoms, study } from "deeplearnmor";

const folder = await mkdtemp(join(tmpdir(), "mor-example-"));
const images = join(folder, "images");

try {
  await phantoms({ out: images, imagesPerClass: 16, plants: 8, size: 96 });

  // Measurements of shape and texture against raw pixels; with weights in the store also "mobilenet-v2", "densenet121" ...
  const { models, failures, report } = await study({
    ...{ data: images, by: "plant", ratio: "2:1:1" },
    ...{ models: "logistic-measurements,forest", out: join(folder, "study") },
  });

  for (const { title, accuracy, letters, trainSeconds } of models) {
    const { value, low, high } = accuracy;
    const interval = `${low?.toFixed(2)} to ${high?.toFixed(2)}`;
    console.log(
      `${title}: ${value?.toFixed(2)} (${interval}) ${letters}, trained in ${trainSeconds?.toFixed(0)} s`,
    );
  }
  console.log("Models that share a letter were not found to differ.");
  for (const { name, reason } of failures) console.log(`${name} failed: ${reason}`);
  console.log(`The report would be ${report}; this example deletes it.`);
} finally {
  await rm(folder, { recursive: true });
}
