import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runChild } from "../harness/run-child.ts";
import { makeImages } from "./make-images.ts";

export interface MemoryOptions {
  readonly threads: number;
  readonly log: (text: string) => void;
}

/** Images of 256 x 256, of which each gives four tiles of 128 x 128. */
const counts = [1_250, 12_500] as const;

const mebibyte = 2 ** 20;

/** The bar for the default network. The paper's, at its batch of 128, needs more: see the README. */
const limit = 1.5 * 1024 * mebibyte;

/** Growth from the smaller to the larger data set that still counts as none: a list of files has to be kept. */
const growth = 64 * mebibyte;

const models = [
  { model: "resnet", batch: 64, args: ["--recipe", "modern"] },
  { model: "paper-cnn", batch: 128, args: ["--recipe", "paper"] },
] as const;

/** Tiles drawn from all over the data set in the one epoch: of more images than the cache of tiles holds. */
const tilesDrawn = 2_048;

/**
 * Trains with the command itself, everything included: opening and checking every image, the search for duplicates,
 * training, validation, calibration, scores, report. @returns whether the bars are met.
 */
export async function measureMemory({ threads, log }: MemoryOptions): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "mor-memory-"));
  try {
    const peaks = new Map<string, number[]>();
    for (const count of counts) {
      const data = join(folder, String(count));
      log(`Writing ${count} images`);
      await makeImages(data, count);
      for (const { model, batch, args } of models) {
        const start = performance.now();
        const peak = await trainOnce(folder, [
          data,
          ...["--model", model, ...args, "--tiles", "quarters", "--size", "128", "--epochs", "1"],
          ...["--ratio", "96:2:2", "--batch", String(batch), "--threads", String(threads)],
          ...["--steps-per-epoch", String(Math.round(tilesDrawn / batch))],
        ]);
        peaks.set(model, [...(peaks.get(model) ?? []), peak]);
        const seconds = (performance.now() - start) / 1000;
        log(
          `${model}, batch ${batch}, ${4 * count} tiles: ${mib(peak)} MiB at most (${seconds.toFixed(0)} s)`,
        );
      }
    }
    return [...peaks].map(([model, [few = 0, many = 0]]) => judge(model, few, many, log)).every(Boolean);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function trainOnce(folder: string, args: readonly string[]): Promise<number> {
  const command = join(root, "dist/app/cli/main.js");
  const hook = new URL("./print-peak-memory.mjs", import.meta.url).href;
  const file = join(folder, "peak.txt");
  const out = join(folder, "run");
  await runChild(process.execPath, ["--import", hook, command, "train", ...args, "--out", out, "--force"], {
    env: { PEAK_MEMORY_FILE: file },
  });
  return Number(await readFile(file, "utf8"));
}

function judge(model: string, few: number, many: number, log: (text: string) => void): boolean {
  const isDefault = model === "resnet";
  const passed = many - few < growth && (!isDefault || many < limit);
  const bar = isDefault ? ` (bar: under ${mib(limit)})` : "";
  const more = `${mib(many - few)} MiB more than with a tenth of the images (bar: under ${mib(growth)})`;
  log(`${model}: ${mib(many)} MiB${bar}, ${more}: ${passed ? "passed" : "FAILED"}`);
  return passed;
}

function mib(bytes: number): string {
  return (bytes / mebibyte).toFixed(0);
}
