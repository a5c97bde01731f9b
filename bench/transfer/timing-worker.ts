/** Worker: times a frozen network on prepared inputs, and from files to features, and prints one JSON line. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { inputScalings } from "../../src/learning/backbones/backbone.ts";
import { root } from "../harness/run-child.ts";
import type { Timing } from "./timing.ts";

const { values } = parseArgs({
  options: {
    network: { type: "string", default: "" },
    scaling: { type: "string", default: "torch" },
    tap: { type: "string" },
    images: { type: "string", default: "" },
    size: { type: "string", default: "224" },
    threads: { type: "string", default: "2" },
    seconds: { type: "string", default: "60" },
  },
});

// What is measured is the built package: its threads start from compiled files.
const built = async <T>(path: string): Promise<T> =>
  (await import(pathToFileURL(join(root, "dist", path)).href)) as T; // the compiler has made it of that source
const { onnxBackbone } = await built<typeof import("../../src/learning/backbones/onnx-backbone.ts")>(
  "learning/backbones/onnx-backbone.js",
);
const { openFeatureSession } = await built<typeof import("../../src/learning/features/feature-session.ts")>(
  "learning/features/feature-session.js",
);
const { extractFeatures } = await built<typeof import("../../src/learning/features/extract-features.ts")>(
  "learning/features/extract-features.js",
);

const passes = 5;
const batch = 16;
const files = (await readFile(values.images, "utf8"))
  .split("\n")
  .filter((line) => line !== "")
  .map((file) => ({ file, path: file }));
const scaling = (Object.keys(inputScalings) as (keyof typeof inputScalings)[]).find(
  (name) => name === values.scaling,
);
const backbone = onnxBackbone(values.network, { scaling: scaling ?? "torch", tap: values.tap });
const size = Number(values.size);
const extractor = await openFeatureSession(
  backbone,
  {
    ...{
      channels: backbone.channels,
      height: size,
      width: size,
      tiles: "whole",
      page: { projection: "max" },
    },
    scaling: { kind: "percentile", low: 1, high: 99.8 },
  },
  { threads: Number(values.threads) },
);
try {
  // Time does not hang on what is in the images: one batch of noise serves for all.
  const inputs = Float32Array.from(
    { length: batch * backbone.channels * size * size },
    (_, index) => ((index * 2654435761) % 2 ** 32) / 2 ** 32,
  );
  const runBatches = (count: number) =>
    timed(Math.ceil(count / batch) * batch, async () => {
      for (let done = 0; done < count; done += batch) await extractor.extract(inputs, batch);
    });
  await runBatches(2 * batch);
  const { milliseconds: first } = await runBatches(4 * batch);
  // Half of the time for each of the two.
  const fitting = Math.floor((500 * Number(values.seconds)) / passes / first / batch) * batch;
  const images = Math.max(4 * batch, Math.min(files.length, fitting));
  await extractFeatures(extractor, files.slice(0, 64)); // warms up
  const [alone, whole]: [Usage[], Usage[]] = [[], []];
  for (let pass = 0; pass < passes; pass++) {
    alone.push(await runBatches(images));
    whole.push(
      await timed(images, async () => {
        await extractFeatures(extractor, files.slice(0, images));
      }),
    );
  }
  const timing: Timing = {
    images,
    size,
    networkMs: median(alone.map(({ milliseconds }) => milliseconds)),
    networkCpuMs: median(alone.map(({ cpu }) => cpu)),
    withDecodingMs: median(whole.map(({ milliseconds }) => milliseconds)),
    threads: Number(values.threads),
  };
  process.stdout.write(`${JSON.stringify(timing)}\n`);
} finally {
  await extractor.close();
}

/** Of one image. */
interface Usage {
  readonly milliseconds: number;
  /** Of all threads, in milliseconds. */
  readonly cpu: number;
}

async function timed(images: number, run: () => Promise<void>): Promise<Usage> {
  const [start, busy] = [performance.now(), process.cpuUsage()];
  await run();
  const { user, system } = process.cpuUsage(busy);
  return { milliseconds: (performance.now() - start) / images, cpu: (user + system) / 1000 / images };
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
