import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { writeWhole } from "../../src/files/write-whole.ts";
import type { TrainOptions } from "../../src/index.ts";
import { root } from "../harness/run-child.ts";
import type { TransferNetwork } from "./networks.ts";
import { drawSubset, type Images, type PerClass, type Split, subsetSource } from "./protocol.ts";
import type { Start } from "./record.ts";
import type { Answers } from "./scores.ts";

export interface TuningOptions {
  readonly start: Start;
  readonly perClass: PerClass;
  /** Steps of training at the least, however few images there are. */
  readonly steps: number;
  readonly seed: number;
  readonly threads: number;
  /** Folder for runs, which are removed once they are read. */
  readonly work: string;
  readonly onProgress: (text: string) => void;
}

export interface Tuned extends Answers {
  readonly learnt: number;
  readonly steps: number;
  readonly seconds: number;
}

/** Epochs of `mor train --fine-tune`, and images of a step. */
const [epochs, batch] = [13, 32];

/** Steps of a training on that many images: the same for every start. */
export function stepsOf(
  images: number,
  least: number,
): { readonly perEpoch: number; readonly total: number } {
  const perEpoch = Math.max(Math.ceil(images / batch), Math.ceil(least / epochs));
  return { perEpoch, total: perEpoch * epochs };
}

/**
 * Trains a network on a subset, as `mor train`, and asks it about the judged rows.
 *
 * `pretrained` is `mor train --backbone FILE --fine-tune all`. `random` is the same command, data and number of steps with
 * random weights, where all layers move at the full rate and normalisation is by the batch, as they have learnt nothing that
 * is to be kept. `resnet` is `mor train` as it is, with as many steps of the same batch.
 */
export async function tune(
  network: TransferNetwork,
  images: Images,
  split: Split,
  options: TuningOptions,
): Promise<Tuned> {
  const { start, perClass, seed, threads, work, onProgress } = options;
  const subset = drawSubset(split.learnt, images.labels, perClass, subsetSource(seed, split, 0));
  const { perEpoch, total } = stepsOf(subset.length, options.steps);
  const name = JSON.stringify([
    network.backbone.hash,
    network.size,
    start,
    perClass,
    split.name,
    seed,
    perEpoch,
  ]);
  const folder = join(work, "runs", createHash("sha256").update(name).digest("hex").slice(0, 16));
  await mkdir(folder, { recursive: true });
  const [manifest, out] = [join(folder, "manifest.csv"), join(folder, "run")];
  await writeWhole(manifest, manifestOf(images, subset, split.judged));
  const spec: TrainOptions = {
    ...startOptions(network, start),
    ...{ data: manifest, out, allowOutside: true, skipDuplicates: true, select: "last" },
    ...{ epochs, batch, stepsPerEpoch: perEpoch, seed, threads, resume: existsSync(join(out, "run.json")) },
  };
  const begun = performance.now();
  const { train } = await builtLibrary();
  await train(spec, {
    progress: (event) => {
      if (event.kind === "advance" && event.note) onProgress(event.note);
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  const answers = await readAnswers(join(out, "predictions.csv"), images, split.judged);
  await rm(folder, { recursive: true });
  return { ...answers, learnt: subset.length, steps: total, seconds };
}

/** Seconds of a step, from a short training of each start. */
export async function timeStep(
  network: TransferNetwork,
  images: Images,
  split: Split,
  options: Omit<TuningOptions, "perClass" | "steps">,
): Promise<number> {
  const few = { ...split, judged: split.judged.slice(0, 32) };
  const { seconds, steps } = await tune(network, images, few, { ...options, perClass: 2, steps: epochs });
  return seconds / steps;
}

function startOptions(network: TransferNetwork, start: Start): Partial<TrainOptions> {
  if (start === "resnet") return { model: "resnet" };
  const { file, inputScaling, tap, tuningSize } = network;
  return {
    ...{ backbone: file, fineTune: "all" as const },
    ...(inputScaling && { inputScaling }),
    ...(tap && { tap }),
    ...(tuningSize && { size: tuningSize }),
    ...(start === "random" ? { earlyRate: 1, batchNorm: "trained" as const } : {}),
  };
}

/**
 * A class that is not learnt cannot be named to a training: its images are judged under another name, and what is predicted
 * for them counts with their own.
 */
function manifestOf(
  { classes, files, labels, groups }: Images,
  learnt: Int32Array,
  judged: Int32Array,
): string {
  const known = new Set(Array.from(learnt, (row) => labels[row] ?? 0));
  const [anyKnown = 0] = known;
  const line = (row: number, split: "train" | "test"): readonly string[] => {
    const label = labels[row] ?? 0;
    return [
      files[row]?.file ?? "",
      classes[known.has(label) ? label : anyKnown] ?? "",
      split,
      groups[row] ?? "",
    ];
  };
  return stringify([
    ["path", "label", "split", "group"],
    ...Array.from(learnt, (row) => line(row, "train")),
    ...Array.from(judged, (row) => line(row, "test")),
  ]);
}

async function readAnswers(file: string, { classes, files }: Images, judged: Int32Array): Promise<Answers> {
  const table = parse(await readFile(file, "utf8"), { columns: true }) as readonly Readonly<
    Record<string, string>
  >[]; // a header makes each row a record of texts
  const rowOf = new Map(Array.from(judged, (row) => [files[row]?.path.split("/").at(-1), row] as const));
  const rows = table.map(({ path = "" }) => rowOf.get(path.split("/").at(-1)) ?? -1);
  if (rows.includes(-1) || rows.length !== judged.length) {
    throw new Error(`Expected a prediction for each of ${judged.length} images, got others (${file})`);
  }
  return { rows, predicted: table.map(({ predicted = "" }) => classes.indexOf(predicted)) };
}

/** The built package: its threads start from compiled files. */
async function builtLibrary(): Promise<typeof import("../../src/index.ts")> {
  const file = join(root, "dist/index.js");
  if (!existsSync(file)) throw new Error("Expected the built package: npm run build");
  return import(pathToFileURL(file).href);
}
