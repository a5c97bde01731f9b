/**
 * `mor predict` on a folder of JPEG and TIFF images, the whole command, beside a PyTorch DataLoader with the same network:
 *
 *     npm run build && npx tsx bench/predict-folder.ts [--pairs 5] [--images 2000] [--python PATH] [--record]
 *
 * Images and a briefly trained model are made once and kept in the system's folder for temporary files.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { writePhantoms } from "../src/data/phantoms/write-phantoms.ts";
import { readOnnx } from "../src/engine/graph/onnx/read-onnx.ts";
import { writeOnnx } from "../src/engine/graph/onnx/write-onnx.ts";
import { decodeModelMetadata, encodeModelMetadata } from "../src/learning/evaluation/model-metadata.ts";
import { median } from "./harness/ratio.ts";
import {
  describeMachine,
  formatTable,
  type Line,
  lineOf,
  type Results,
  recordResults,
} from "./harness/results.ts";
import { lastLine, runChild } from "./harness/run-child.ts";
import { runCommand, type Usage } from "./harness/run-command.ts";
import { makeFolderImages } from "./predict-folder-images.ts";

export interface PredictFolderOptions {
  readonly pairs: number;
  readonly images: number;
  readonly threads: number;
  readonly python: string;
  readonly log: (text: string) => void;
}

/** Different contents; a folder of more images repeats them as hard links. */
const contents = 4_000;

interface Peer {
  readonly peer: string;
  readonly images: number;
  readonly seconds: number;
  readonly start_seconds: number;
  readonly cpu_seconds: number;
  readonly peak_bytes: number;
  readonly worker_peak_bytes: number;
}

/** Lines of the table: the whole command, both without what starting takes, and the processor's time. */
export async function comparePredictFolder(options: PredictFolderOptions): Promise<Results["lines"]> {
  const { pairs, images, threads, python, log } = options;
  const made = join(tmpdir(), "mor-bench-predict-folder");
  const folder = join(made, `images-${images}`);
  await mkdir(made, { recursive: true });
  await makeFolderImages(folder, { images, contents, size: 256 });
  const model = await trainOnce(made, log);
  const scratch = await mkdtemp(join(tmpdir(), "mor-bench-"));
  try {
    const [ourTable, theirTable] = [join(scratch, "ours.csv"), join(scratch, "theirs.csv")];
    const runOurs = (input: string): Promise<Usage> =>
      runCommand(
        ["predict", model, input, "--out", ourTable, "--threads", String(threads), "--force", "--quiet"],
        scratch,
      );
    const script = join(import.meta.dirname, "peers/predict_folder_torch.py");
    const runPeer = async (workers: number, limit: number): Promise<Peer> =>
      lastLine(
        await runChild(python, [
          ...[script, "--images", folder, "--model", model, "--out", theirTable],
          ...["--threads", String(threads), "--workers", String(workers), "--limit", String(limit)],
        ]),
      );
    const workers = await fastest([0, 1, 2], async (count) => {
      const { seconds } = await runPeer(count, Math.min(images, 1000));
      log(
        `PyTorch with ${count} workers: ${((seconds * 1000) / Math.min(images, 1000)).toFixed(2)} ms per image`,
      );
      return seconds;
    });
    const starts: number[] = [];
    for (let run = 0; run < 3; run++) starts.push((await runOurs(join(folder, "000000.jpg"))).seconds);
    const start = median(starts);
    const ours: Usage[] = [];
    const theirs: (Peer & { readonly whole: number })[] = [];
    const entrants = [
      async () => void ours.push(await runOurs(folder)),
      async () => {
        const began = performance.now();
        const peer = await runPeer(workers, images);
        theirs.push({ ...peer, whole: (performance.now() - began) / 1000 });
      },
    ];
    let agreement = 1;
    for (let round = 0; round < pairs; round++) {
      for (const turn of [0, 1]) await entrants[(round + turn) % 2]?.();
      agreement = await compareTables(ourTable, theirTable, images);
      const [our, their] = [ours.at(-1), theirs.at(-1)];
      if (!our || !their) throw new Error("a round without results");
      log(
        JSON.stringify({
          ours_ms_per_image: perImage(our.seconds, images),
          ours_ms_per_image_without_start: perImage(our.seconds - start, images),
          ours_cpu_ms_per_image: perImage(our.cpuSeconds, images),
          ours_peak_mib: mib(our.peakBytes),
          peer_ms_per_image: perImage(their.whole, images),
          peer_ms_per_image_without_start: perImage(their.seconds, images),
          peer_cpu_ms_per_image: perImage(their.cpu_seconds, images),
          peer_peak_mib: mib(their.peak_bytes),
          peer_worker_peak_mib: mib(their.worker_peak_bytes),
          same_classes: agreement,
        }),
      );
    }
    if (agreement < 0.99) throw new Error(`Expected the same classes, got ${agreement} of them alike`);
    const line = (
      name: string,
      our: (used: Usage) => number,
      their: (used: (typeof theirs)[0]) => number,
    ): Line =>
      lineOf(
        name,
        "ms/image",
        ours.map((used) => (our(used) * 1000) / images),
        theirs.map((used) => (their(used) * 1000) / images),
      );
    const lines = [
      line(
        "predict-folder/pytorch",
        ({ seconds }) => seconds,
        ({ whole }) => whole,
      ),
      line(
        "predict-folder-without-start/pytorch",
        ({ seconds }) => seconds - start,
        ({ seconds }) => seconds,
      ),
      line(
        "predict-folder-processor-time/pytorch",
        ({ cpuSeconds }) => cpuSeconds,
        ({ cpu_seconds }) => cpu_seconds,
      ),
    ];
    log(`${images} images, the same class for ${(100 * agreement).toFixed(2)} % of them; ${theirs[0]?.peer}`);
    const conditions = {
      machine: describeMachine(),
      node: process.version,
      batch: 64,
      threads,
      pairs,
      ...(theirs[0] && { peer: `${theirs[0].peer}, ${images} images` }),
    };
    return lines.map((one) => ({ ...one, conditions }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A residual network of width 32 for whole images of 128 x 128, trained for a minute, that looks at one view. */
async function trainOnce(made: string, log: (text: string) => void): Promise<string> {
  const model = join(made, "run", "model.onnx");
  if (existsSync(model)) return model;
  log("Training a model, once");
  const [data, part] = [join(made, "phantoms"), join(made, "run.part")];
  await rm(data, { recursive: true, force: true });
  await writePhantoms({ out: data, seed: 1, imagesPerClass: 60 });
  await runCommand(
    [
      "train",
      data,
      "--out",
      part,
      "--tiles",
      "whole",
      "--size",
      "128",
      "--epochs",
      "8",
      "--force",
      "--quiet",
    ],
    made,
  );
  const file = join(part, "model.onnx");
  const graph = readOnnx(file);
  const metadata = {
    ...decodeModelMetadata(graph.metadata, file),
    symmetries: false,
    temperature: 1,
    threshold: 0,
  };
  await writeFile(file, writeOnnx({ ...graph, metadata: encodeModelMetadata(metadata) }));
  await rename(part, join(made, "run"));
  return model;
}

async function fastest(
  counts: readonly number[],
  measure: (count: number) => Promise<number>,
): Promise<number> {
  const seconds: number[] = [];
  for (const count of counts) seconds.push(await measure(count));
  return counts[seconds.indexOf(Math.min(...seconds))] ?? 0;
}

/** Share of images that have the same class in both tables. */
async function compareTables(ourTable: string, theirTable: string, images: number): Promise<number> {
  const ours = await classesOf(ourTable);
  const theirs = await classesOf(theirTable);
  if (ours.size !== images || theirs.size !== images) {
    throw new Error(`Expected ${images} rows, got ${ours.size} and ${theirs.size}`);
  }
  let same = 0;
  for (const [name, label] of ours) if (theirs.get(name) === label) same++;
  return same / images;
}

async function classesOf(table: string): Promise<Map<string, string>> {
  const [header = "", ...rows] = (await readFile(table, "utf8")).trim().split(/\r?\n/);
  const column = header.split(",").indexOf("predicted");
  return new Map(
    rows.map((row) => {
      const cells = row.split(",");
      return [(cells[0] ?? "").split("/").at(-1) ?? "", cells[column] ?? ""];
    }),
  );
}

function perImage(seconds: number, images: number): number {
  return Number(((seconds * 1000) / images).toFixed(3));
}

function mib(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: "string", default: "3" },
      images: { type: "string", default: "2000" },
      threads: { type: "string", default: "2" },
      python: { type: "string", default: process.env.MOR_BENCH_PYTHON ?? "python3" },
      record: { type: "boolean", default: false },
    },
  });
  const log = (text: string): void => void process.stdout.write(`${text}\n`);
  const lines = await comparePredictFolder({
    pairs: Number(values.pairs),
    images: Number(values.images),
    threads: Number(values.threads),
    python: values.python,
    log,
  });
  log(formatTable(lines));
  if (values.record) await recordResults(lines);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) await main();
