// Why a verdict: a network learns two classes, then a map of each method shows what it looks at, beside what it would
// take for chance to look as good.
//
// Run in a clone: npm run build && npx tsx examples/explain-a-verdict.ts

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createRandom,
  explain,
  explanationMethods,
  openExplainableModel,
  phantoms,
  readImage,
  resizePlanar,
  scaleIntensity,
  toChannels,
  train,
} from "deeplearnmor";

const folder = await mkdtemp(join(tmpdir(), "mor-example-"));
const images = join(folder, "images");
const run = join(folder, "run");

try {
  await phantoms({ out: images, imagesPerClass: 20, plants: 10, size: 128 });
  const trained = await train({
    ...{ data: images, out: run, by: "plant", ratio: "6:2:2" },
    ...{ epochs: 12, batch: 32, width: 16, size: 64, tiles: "quarters" },
  });

  // The whole command: pictures, raw maps, tables, tests, and a section in the run's report.
  const { faithfulness, report } = await explain({
    ...{ run, out: join(folder, "why") },
    ...{ images: 6, faithfulness: 24 },
  });
  for (const [method, { deletionAuc, randomDeletionAuc }] of Object.entries(faithfulness)) {
    const [marked, chance] = [deletionAuc.value?.toFixed(2), randomDeletionAuc.value?.toFixed(2)];
    console.log(
      `${method}: confidence while the marked places are hidden ${marked}, random places ${chance}`,
    );
  }
  console.log(`The report would be ${report}; this example deletes it.`);

  // One map, by hand: the network takes [N, channels, height, width] and any layer of it can be asked.
  const { model, metadata } = await openExplainableModel(trained.model);
  try {
    const { height, width } = model.input;
    const image = toChannels(await readImage(join(images, "mito_elongated", "mito_elongated-p01_01.png")), 1);
    const planes = scaleIntensity(image, metadata.preprocessing.scaling);
    const inputs = resizePlanar(
      planes,
      { channels: 1, height: image.height, width: image.width },
      { height, width },
    );
    const map = await explanationMethods["grad-cam"].map(model, {
      ...{ inputs, count: 1, targets: Int32Array.of(metadata.classes.indexOf("mito_elongated")) },
      random: createRandom(0),
    });
    const hottest = map.indexOf(Math.max(...map));
    console.log(`hottest pixel: row ${Math.floor(hottest / width)}, column ${hottest % width} of ${height}`);
    console.log(`layers: ${model.network?.layers.map(({ name }) => name).join(", ")}`);
  } finally {
    await model.close();
  }
} finally {
  await rm(folder, { recursive: true });
}
