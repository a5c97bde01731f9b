import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MorError } from "../../errors.ts";
import { errnoOf, outputError } from "../../files/output-error.ts";
import { writeWhole } from "../../files/write-whole.ts";
import { decodeSafetensors, encodeSafetensors } from "../../tensor/safetensors.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HistoryRow } from "./history.ts";

/** All that training needs to go on after the last finished epoch as if it had never stopped. */
export interface Checkpoint {
  /** Whether it belongs to the same spec, data and program: hash of these. */
  readonly fingerprint: string;
  /** Epochs done. */
  readonly epoch: number;
  readonly history: readonly HistoryRow[];
  readonly bestEpoch: number;
  readonly bestScore: number;
  /** Parameters, buffers and optimizer slots; `average.*` and `best.*` where these are kept. */
  readonly tensors: ReadonlyMap<string, Tensor<"float32">>;
}

const rowSchema: z.ZodType<HistoryRow> = z.object({
  epoch: z.number(),
  step: z.number(),
  learningRate: z.number(),
  trainLoss: z.number(),
  trainAccuracy: z.number(),
  valLoss: z.number().nullable(),
  valAccuracy: z.number().nullable(),
  valMacroF1: z.number().nullable(),
  seconds: z.number(),
});

const stateSchema = z.object({
  fingerprint: z.string(),
  epoch: z.int().positive(),
  history: z.array(rowSchema),
  bestEpoch: z.number(),
  bestScore: z.number().nullable(),
});

const fileName = "state.safetensors";

/** Replaces the checkpoint in one step: a kill leaves the old one or the new one. @throws MorError `output-unwritable`. */
export async function saveCheckpoint(folder: string, { tensors, ...state }: Checkpoint): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw outputError(error, folder);
  }
  const bestScore = Number.isFinite(state.bestScore) ? state.bestScore : null;
  const metadata = { state: JSON.stringify({ ...state, bestScore }) };
  await writeWhole(join(folder, fileName), encodeSafetensors({ tensors, metadata }));
}

/** The checkpoint in a folder, or undefined when there is none. @throws MorError `run-invalid` for a broken one. */
export async function loadCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const file = join(folder, fileName);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    if (errnoOf(error) === "ENOENT" || errnoOf(error) === "ENOTDIR") return undefined;
    throw new MorError("run-invalid", `Cannot read the checkpoint ${file}`, { path: file, cause: error });
  }
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const state = stateSchema.safeParse(parseJson(metadata.state));
  if (!state.success) {
    throw new MorError("run-invalid", `The checkpoint ${file} is of another version`, {
      hint: "Train into a new folder.",
      path: file,
    });
  }
  return { ...state.data, bestScore: state.data.bestScore ?? Number.NEGATIVE_INFINITY, tensors };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "null");
  } catch {
    return undefined; // the schema says what is wrong
  }
}
