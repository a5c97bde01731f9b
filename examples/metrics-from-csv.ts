// Honest numbers for any classifier: a table of probabilities, whatever program has written it, in; metrics with
// intervals out.
//
// Run in a clone: npm run build && npx tsx examples/metrics-from-csv.ts

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cohenKappa, confusionMatrix, createRandom, evaluate } from "deeplearnmor";

const folder = await mkdtemp(join(tmpdir(), "mor-example-"));
const file = join(folder, "predictions.csv");

// Twelve plants, five images of each; a plant is either easy or hard, so its images are no independent observations.
const random = createRandom(7);
const rows = Array.from({ length: 60 }, (_, index) => {
  const plant = Math.floor(index / 5);
  const label = plant % 2 === 0 ? "normal" : "elongated";
  const ease = random.fork("plant", plant).uniform(-0.3, 1);
  const sure = Math.min(0.99, Math.max(0.01, 0.5 + ease * random.uniform(0, 0.5)));
  const normal = label === "normal" ? sure : 1 - sure;
  return [`image-${index}.tif`, `plant-${plant}`, label, 1 - normal, normal].join(",");
});

try {
  await writeFile(file, ["path,group,label,p_elongated,p_normal", ...rows].join("\n"));
  const { levels } = await evaluate({ predictions: file });
  for (const [level, metrics] of Object.entries(levels)) {
    for (const name of ["accuracy", "macroF1", "macroAuc", "expectedCalibrationError"] as const) {
      const { value, low, high, method } = metrics[name];
      const numbers = [value, low, high].map((number) => number?.toFixed(3) ?? "none");
      console.log(`${level} ${name} ${numbers[0]} (${numbers[1]} to ${numbers[2]}, ${method})`);
    }
    for (const warning of metrics.warnings) console.log(`${level}: ${warning}`);
  }
} finally {
  await rm(folder, { recursive: true });
}

// The same functions on plain numbers, without files.
const confusion = confusionMatrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0], 2);
console.log(`counts ${JSON.stringify(confusion)}, Cohen's kappa ${cohenKappa(confusion)?.toFixed(3)}`);
