/** Worker: extracts features with an empty and then with a warm cache, and prints one JSON line, as the peer does. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { root } from "./harness/run-child.ts";

const { values } = parseArgs({
  options: {
    images: { type: "string", default: "" },
    weights: { type: "string", default: "" },
    size: { type: "string", default: "224" },
    batch: { type: "string" },
    threads: { type: "string", default: "2" },
  },
});

// What is measured is the built package: its threads start from compiled files.
const built = async <T>(path: string): Promise<T> =>
  (await import(pathToFileURL(join(root, "dist", path)).href)) as T; // the compiler has made it of that source
const { onnxBackbone } = await built<typeof import("../src/learning/backbones/onnx-backbone.ts")>(
  "learning/backbones/onnx-backbone.js",
);
const { openFeatureSession } = await built<typeof import("../src/learning/features/feature-session.ts")>(
  "learning/features/feature-session.js",
);
const { extractFeatures } = await built<typeof import("../src/learning/features/extract-features.ts")>(
  "learning/features/extract-features.js",
);

const images = (await readFile(values.images, "utf8"))
  .split("\n")
  .filter((line) => line !== "")
  .map((file) => ({ file, path: file }));
const size = Number(values.size);
const extractor = await openFeatureSession(
  await onnxBackbone(values.weights, { scaling: "tensorflow" }),
  {
    channels: 3,
    height: size,
    width: size,
    tiles: "whole",
    scaling: { kind: "full-range" },
    page: { projection: "max" },
  },
  { threads: Number(values.threads) },
);
const folder = await mkdtemp(join(tmpdir(), "mor-bench-features-"));
const options = {
  cache: {
    folder,
    warn: (text: string) => {
      throw new Error(text);
    },
  },
  ...(values.batch === undefined ? {} : { batchSize: Number(values.batch) }),
};
try {
  await extractFeatures(extractor, images.slice(0, 64)); // warms up
  const [cold, mean, cpu] = await timed();
  const [warm] = await timed();
  process.stdout.write(
    `${JSON.stringify({ cold_ms_per_image: cold, cpu_ms_per_image: cpu, warm_ms_per_image: warm, mean, peakMemory: process.resourceUsage().maxRSS * 1024 })}\n`,
  );
} finally {
  await extractor.close();
  await rm(folder, { recursive: true, force: true });
}

async function timed(): Promise<[milliseconds: number, mean: number, cpu: number]> {
  const [start, busy] = [performance.now(), process.cpuUsage()];
  const { data } = await extractFeatures(extractor, images, options);
  const milliseconds = (performance.now() - start) / images.length;
  const { user, system } = process.cpuUsage(busy);
  const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
  return [milliseconds, mean, (user + system) / 1000 / images.length];
}
