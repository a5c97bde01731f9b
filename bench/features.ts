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
import { median } from "./ratio.ts";
import { describeMachine, formatTable, lineOf, recordResults } from "./results.ts";
import { lastLine, root, runChild, runWorker } from "./run-child.ts";

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
const { values } = parseArgs({
  options: {
    pairs: { type: "string", default: "5" },
    images: { type: "string", default: "600" },
    threads: { type: "string", default: "2" },
    "our-batch": { type: "string" },
    "their-batch": { type: "string", default: "32" },
    python: { type: "string", default: process.env.MOR_BENCH_PYTHON ?? "python3" },
    weights: { type: "string", default: join(shared, "weights/mobilenet_v2_1.0_224_tfslim.onnx") },
    record: { type: "boolean", default: false },
  },
});
const { weights, threads, python } = values;
const script = join(import.meta.dirname, "peers/features_onnxruntime.py");

if (existsSync(weights)) await compare();
else log(`Not measured: there are no weights (${weights}); name others with --weights.`);

async function compare(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "mor-bench-"));
  try {
    const list = join(folder, "images.txt");
    const files = (await findImages(folder)).slice(0, Number(values.images));
    await writeFile(list, files.join("\n"));
    const args = ["--images", list, "--weights", weights, "--threads", threads];
    const batch = values["our-batch"] === undefined ? [] : ["--batch", values["our-batch"]];
    const ours: Ours[] = [];
    const theirs: (Measured & { readonly peer: string })[] = [];
    const entrants = [
      async () => void ours.push(await runWorker<Ours>("features-ours.ts", [...args, ...batch])),
      async () => {
        const output = await runChild(python, [script, ...args, "--batch", values["their-batch"]]);
        theirs.push(lastLine(output));
      },
    ];
    for (let round = 0; round < Number(values.pairs); round++) {
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
    log(`\n${files.length} images, ${theirs[0]?.peer}`);
    log(formatTable(lines));
    // Pillow rounds resized pixels to 8 bits, which alone changes the mean by some percent.
    log(`Mean feature: ours ${ours[0]?.mean.toFixed(6)}, theirs ${theirs[0]?.mean.toFixed(6)}`);
    log(`Peak memory: ${(median(ours.map((one) => one.peakMemory)) / 2 ** 20).toFixed(0)} MiB`);
    const conditions = {
      machine: describeMachine(),
      node: process.version,
      batch: Number(values["our-batch"] ?? 16),
      threads: Number(threads),
      pairs: Number(values.pairs),
      ...(theirs[0] && { peer: theirs[0].peer }),
    };
    if (values.record) await recordResults(lines.map((line) => ({ ...line, conditions })));
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

function log(text: string): void {
  process.stdout.write(`${text}\n`);
}
