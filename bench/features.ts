/**
 * Features of a folder of images by MobileNet v2, decoding included, beside Python's onnxruntime on the same file:
 *
 *     npm run build && npx tsx bench/features.ts [--pairs 5] [--images 600] [--python PATH] [--record]
 *
 * Images are those of ../shared/data/mitocheck where they are there, else phantoms. Everybody runs in a process of its
 * own, in turn; ours writes its cache as well, and is then measured again with it.
 */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writePhantoms } from "../src/data/phantoms/write-phantoms.ts";
import { median } from "./harness/ratio.ts";
import { conditionsOf, formatTable, lineOf, type Results, recordResults } from "./harness/results.ts";
import { lastLine, root, runChild, runWorker } from "./harness/run-child.ts";

interface Measured {
  readonly cold_ms_per_image: number;
  /** Of all threads, those that wait actively included. */
  readonly cpu_ms_per_image: number;
  /** Mean of all features: that both do the same work. */
  readonly mean: number;
}

interface Ours extends Measured {
  readonly warm_ms_per_image: number;
  readonly peakMemory: number;
}

const shared = resolve(root, "../shared");

/** Where the weights lie unless others are named. */
export const defaultWeights: string = join(shared, "weights/mobilenet_v2_1.0_224_tfslim.onnx");

export interface CompareFeaturesOptions {
  readonly pairs: number;
  readonly images: number;
  readonly threads: number;
  /** Images at a time; ours by default as the product chooses. */
  readonly ourBatch?: number | undefined;
  readonly theirBatch: number;
  readonly python: string;
  readonly weights: string;
  readonly log: (text: string) => void;
}

/** Lines of the table: wall time, processor time, and ours with a warm cache over ours without. */
export async function compareFeatures(options: CompareFeaturesOptions): Promise<Results["lines"]> {
  const { pairs, images, threads, ourBatch, theirBatch, python, weights, log } = options;
  const script = join(import.meta.dirname, "peers/features_onnxruntime.py");
  const folder = await mkdtemp(join(tmpdir(), "mor-bench-"));
  try {
    const list = join(folder, "images.txt");
    const files = (await findImages(folder)).slice(0, images);
    await writeFile(list, files.join("\n"));
    const args = ["--images", list, "--weights", weights, "--threads", String(threads)];
    const batch = ourBatch === undefined ? [] : ["--batch", String(ourBatch)];
    const ours: Ours[] = [];
    const theirs: (Measured & { readonly peer: string })[] = [];
    const entrants = [
      async () => void ours.push(await runWorker<Ours>("features-ours.ts", [...args, ...batch])),
      async () => {
        const output = await runChild(python, [script, ...args, "--batch", String(theirBatch)]);
        theirs.push(lastLine(output));
      },
    ];
    for (let round = 0; round < pairs; round++) {
      for (const turn of [0, 1]) await entrants[(round + turn) % 2]?.();
      const [our, their] = [ours.at(-1), theirs.at(-1)];
      log(
        `Round ${round + 1}: ours ${our?.cold_ms_per_image.toFixed(2)}, with a warm cache ${our?.warm_ms_per_image.toFixed(3)}, ${their?.peer} ${their?.cold_ms_per_image.toFixed(2)} ms per image`,
      );
    }
    const cold = ours.map((one) => one.cold_ms_per_image);
    const warm = ours.map((one) => one.warm_ms_per_image);
    const lines = [
      lineOf(
        "features-mobilenet/onnxruntime-python",
        "ms/image",
        cold,
        theirs.map((one) => one.cold_ms_per_image),
      ),
      lineOf(
        "features-mobilenet-processor-time/onnxruntime-python",
        "ms/image",
        ours.map((one) => one.cpu_ms_per_image),
        theirs.map((one) => one.cpu_ms_per_image),
      ),
      lineOf("features-mobilenet-warm/cold", "ms/image", warm, cold),
    ];
    // Pillow rounds resized pixels to 8 bits, which alone changes the mean by some percent.
    log(`Mean feature: ours ${ours[0]?.mean.toFixed(6)}, theirs ${theirs[0]?.mean.toFixed(6)}`);
    log(`Peak memory: ${(median(ours.map((one) => one.peakMemory)) / 2 ** 20).toFixed(0)} MiB`);
    const conditions = conditionsOf({
      batch: ourBatch ?? 16,
      threads,
      pairs,
      note: `${files.length} images`,
      ...(theirs[0] && { peer: theirs[0].peer }),
    });
    return lines.map((line) => ({ ...line, conditions }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Training part of the shared cells, else phantoms; absolute paths. */
async function findImages(folder: string): Promise<string[]> {
  const cells = join(shared, "data/mitocheck");
  if (existsSync(join(cells, "manifest.csv"))) {
    const rows = (await readFile(join(cells, "manifest.csv"), "utf8")).trim().split("\n").slice(1);
    return rows
      .map((row) => row.split(","))
      .flatMap(([path = "", , part]) => (part === "train" ? [join(cells, path)] : []));
  }
  const phantoms = join(folder, "phantoms");
  await writePhantoms({ out: phantoms, seed: 0, imagesPerClass: 100, size: 128 });
  const rows = (await readFile(join(phantoms, "manifest.csv"), "utf8")).trim().split("\n").slice(1);
  return rows.map((row) => join(phantoms, row.split(",")[0] ?? ""));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: "string", default: "5" },
      images: { type: "string", default: "600" },
      threads: { type: "string", default: "2" },
      "our-batch": { type: "string" },
      "their-batch": { type: "string", default: "32" },
      python: { type: "string", default: process.env.MOR_BENCH_PYTHON ?? "python3" },
      weights: { type: "string", default: defaultWeights },
      record: { type: "boolean", default: false },
    },
  });
  const log = (text: string): void => void process.stdout.write(`${text}\n`);
  const { weights, "our-batch": ourBatch } = values;
  if (!existsSync(weights)) {
    log(`Not measured: there are no weights (${weights}); name others with --weights.`);
    return;
  }
  const lines = await compareFeatures({
    pairs: Number(values.pairs),
    images: Number(values.images),
    threads: Number(values.threads),
    ourBatch: ourBatch === undefined ? undefined : Number(ourBatch),
    theirBatch: Number(values["their-batch"]),
    python: values.python,
    weights,
    log,
  });
  log(`\n${formatTable(lines)}`);
  if (values.record) await recordResults(lines);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) await main();
