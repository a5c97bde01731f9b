import { access, readFile } from "node:fs/promises";
import { arch, cpus, platform, totalmem } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { BrokenImage } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import { errnoOf } from "../../../../files/output-error.ts";
import { writeWhole } from "../../../../files/write-whole.ts";
import type { BackboneFacts, MethodFacts } from "../../../../learning/report/report-input.ts";
import type { DuplicateReport } from "../../data/duplicate-report.ts";

/** The content of `run.json`: what was asked for, on what, with what, and how it went. */
export interface RunRecord {
  readonly format: 1;
  readonly status: "training" | "finished";
  /** The options of `mor train`, defaults filled in. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Hash of all that decides the result: spec, data, program. */
  readonly fingerprint: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly system: string;
  };
  readonly device: string;
  readonly threads: number;
  readonly data: {
    /** Folder that the paths of manifest.csv are relative to. */
    readonly root: string;
    readonly hash: string;
    readonly classes: readonly string[];
    readonly groupName?: string | undefined;
    readonly partition: {
      readonly origin: "drawn" | "given";
      readonly stratified: boolean;
      readonly grouped: boolean;
    };
    readonly broken: readonly BrokenImage[];
    readonly duplicates: DuplicateReport["pairs"];
    readonly warnings: readonly string[];
  };
  readonly model: {
    readonly name: string;
    /** Absent in records from before there were others: `model.onnx`. */
    readonly file?: string | undefined;
    readonly preprocessing: Preprocessing;
    readonly methods: MethodFacts;
    /** The pretrained network that the model builds on, its licence and whom to cite. */
    readonly backbone?: BackboneFacts | undefined;
  };
  readonly started: string;
  /** Known at the end. */
  readonly result?: RunResult | undefined;
}

export interface RunResult {
  readonly finished: string;
  readonly scoredPart: "val" | "test";
  readonly bestEpoch: number;
  readonly parameterCount: number;
  /** What was chosen in training, as half a sentence. */
  readonly choices?: string | undefined;
  /** Step to seconds. */
  readonly timings: Readonly<Record<string, number>>;
  /** Of the scored part, decoding included. */
  readonly imagesPerSecond?: number | undefined;
  readonly temperature: number;
  readonly threshold?: number | undefined;
}

/** Names of the files in a run folder. */
export const runFiles = {
  record: "run.json",
  manifest: "manifest.csv",
  history: "history.csv",
  model: "model.onnx",
  classicalModel: "model.safetensors",
  predictions: "predictions.csv",
  tilePredictions: "predictions-tiles.csv",
  metrics: "metrics.json",
  report: "report.html",
  int8Model: "model-int8.onnx",
  int8: "int8.json",
  explained: "explained.json",
  visualized: "visualized.json",
  gallery: "gallery",
  checkpoint: "checkpoint",
} as const;

/** All that is used when a run is taken up again: the file may have been edited by hand. */
const recordSchema = z.object({
  format: z.literal(1),
  status: z.enum(["training", "finished"]),
  fingerprint: z.string(),
  spec: z.record(z.string(), z.unknown()),
  seed: z.int(),
  versions: z.record(z.string(), z.string()),
  machine: z.object({ processor: z.string(), cores: z.number(), memoryGiB: z.number(), system: z.string() }),
  threads: z.number(),
  data: z.object({
    root: z.string(),
    hash: z.string(),
    classes: z.array(z.string()).min(2),
    partition: z.object({ grouped: z.boolean() }),
    broken: z.array(z.object({ path: z.string(), reason: z.string() })),
    duplicates: z.array(z.object({ paths: z.array(z.string()).length(2), parts: z.array(z.string()) })),
    warnings: z.array(z.string()),
  }),
  model: z.object({
    file: z.enum(["model.onnx", "model.safetensors"]).optional(),
    preprocessing: z.object({ page: z.record(z.string(), z.unknown()) }),
    methods: z.object({ architecture: z.string() }),
  }),
  result: z
    .object({
      scoredPart: z.enum(["val", "test"]),
      bestEpoch: z.int(),
      parameterCount: z.int(),
      timings: z.record(z.string(), z.number()),
    })
    .optional(),
});

/** Name of the model file in the run folder. */
export function modelFileOf({ model }: RunRecord): string {
  return model.file ?? runFiles.model;
}

/** @throws MorError `output-unwritable`. */
export async function writeRunRecord(folder: string, record: RunRecord): Promise<void> {
  await writeWhole(join(folder, runFiles.record), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The record of a run folder, or undefined when there is none. @throws MorError `run-invalid` for a broken one. */
export async function findRunRecord(folder: string): Promise<RunRecord | undefined> {
  const file = join(folder, runFiles.record);
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw invalidRecord(file, error);
  }
  const checked = recordSchema.safeParse(content);
  if (!checked.success) throw invalidRecord(file, checked.error);
  return content as RunRecord; // written by writeRunRecord: the format number says so
}

/** @throws MorError `run-invalid` when the folder is no run. */
export async function readRunRecord(folder: string): Promise<RunRecord> {
  const record = await findRunRecord(folder);
  if (record) return record;
  throw new MorError("run-invalid", `Expected a run folder with a ${runFiles.record}, got none (${folder})`, {
    hint: "Give the folder that mor train has written with --out.",
    path: folder,
  });
}

/** @throws MorError `run-invalid` when training has not ended. */
export function requireFinished(record: RunRecord, folder: string): RunResult {
  if (record.status === "finished" && record.result) return record.result;
  throw new MorError("run-invalid", `Expected a finished run, got one that was stopped (${folder})`, {
    hint: "Finish it with the same mor train command and --resume.",
    path: folder,
  });
}

/** Whether a run has ended and all its files are there. */
export async function isComplete(folder: string, record: RunRecord): Promise<boolean> {
  const { manifest, history, predictions, metrics, report } = runFiles;
  if (record.status !== "finished" || !record.result) return false;
  const found = await Promise.all(
    [manifest, history, modelFileOf(record), predictions, metrics, report].map((name) =>
      access(join(folder, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

export function describeMachine(): RunRecord["machine"] {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()}`,
  };
}

function invalidRecord(file: string, cause: unknown): MorError {
  return new MorError("run-invalid", `The run's record cannot be read (${file})`, {
    hint: "It may be damaged or of another version; train into a new folder.",
    path: file,
    cause,
  });
}
