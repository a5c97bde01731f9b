import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import { type Effects, startStage } from "../../effects.ts";
import { isMadeBy } from "../../output.ts";
import { findRunRecord, isComplete, modelFileOf, runFiles } from "../../run/folder/run-record.ts";
import { type TrainResult, train } from "../../run/train.ts";
import type { StudyRun } from "../folder/study-record.ts";
import type { ChosenModel } from "../models/choose-models.ts";
import type { StudySpec } from "../study-spec.ts";
import type { Journal } from "./journal.ts";
import { showRun } from "./show-run.ts";
import { specOfRun } from "./spec-of-run.ts";

/** One training of a study with what it learns from. */
export interface PlannedRun {
  /** Relative to the study. */
  readonly folder: string;
  readonly model: ChosenModel;
  readonly dataset: PartitionedDataset;
  /** The manifest of `dataset`, relative to the study. */
  readonly manifest: string;
  readonly fold?: number;
  readonly images?: number;
}

export interface TrainAllContext {
  readonly spec: StudySpec;
  readonly journal: Journal;
  readonly effects: Effects;
  /** What the stage is called. */
  readonly stage: string;
}

/**
 * Trains what is not yet trained, one after another. A run that fails is put down with its reason, and what remains of
 * its model is left out; a stop by the user and a disk that cannot be written end everything.
 */
export async function trainAll(planned: readonly PlannedRun[], context: TrainAllContext): Promise<void> {
  const { journal, effects } = context;
  await journal.plan(planned.map((run) => ({ ...describeRun(run), state: "waiting" })));
  const waiting: PlannedRun[] = [];
  for (const run of planned) if (!(await isKept(run, context))) waiting.push(run);
  if (waiting.length === 0) return;
  const stage = startStage(effects, context.stage, waiting.length, "runs");
  const failed = new Set<string>();
  const begun = effects.now().getTime();
  const width = Math.max(...planned.map((run) => labelOf(run).length));
  for (const [index, run] of waiting.entries()) {
    if (failed.has(run.model.name)) continue;
    const text = await trainOne(run, `${labelOf(run)} (${index + 1}/${waiting.length})`, context);
    if (journal.find(run.folder)?.state === "failed") failed.add(run.model.name);
    const left = ((effects.now().getTime() - begun) / (index + 1)) * (waiting.length - index - 1);
    const rest = left > 0 ? `  about ${minutes(left / 1000)} left` : "";
    effects.progress({ kind: "message", text: `${labelOf(run).padEnd(width)}  ${text}${rest}` });
    stage.advance(index + 1);
  }
  stage.end(failed.size > 0 ? `${failed.size} failed` : undefined);
}

/** @returns what the row of the run says. @throws what stops the whole study. */
async function trainOne(run: PlannedRun, label: string, context: TrainAllContext): Promise<string> {
  const { spec, journal, effects } = context;
  const begun = effects.now().getTime();
  const spent = () => (journal.find(run.folder)?.seconds ?? 0) + (effects.now().getTime() - begun) / 1000;
  await journal.change(run.folder, { state: "training", reason: undefined });
  const display = showRun(label, effects);
  const out = join(spec.out, run.folder);
  try {
    const result = await trainIn(out, run, spec, display.effects);
    const seconds = spent();
    const accuracy = result.metrics.levels.image?.accuracy;
    await journal.change(run.folder, { state: "finished", seconds, accuracy: accuracy?.value ?? null });
    // Only the scores of these models are used, and they would fill the disk.
    if (run.images !== undefined) await rm(result.model, { force: true });
    return `${rowOf(accuracy)}  ${minutes(seconds)}`;
  } catch (error) {
    if (!(error instanceof Error) || stopsAll(error)) throw error;
    const hint = error instanceof MorError && error.hint !== undefined ? ` ${error.hint}` : "";
    const reason = `${error.message.replace(/([^.!?])$/, "$1.")}${hint}`;
    await journal.change(run.folder, { state: "failed", seconds: spent(), reason });
    effects.warn(`${labelOf(run)} failed: ${reason}`);
    return "failed";
  } finally {
    display.close();
  }
}

async function trainIn(
  out: string,
  { model, manifest, dataset }: PlannedRun,
  spec: StudySpec,
  effects: Effects,
): Promise<TrainResult> {
  const resume = (await findRunRecord(out)) !== undefined || (await isMadeBy(out, "train"));
  const place = { out, manifest: join(spec.out, manifest), root: dataset.root, resume };
  return await train(specOfRun(model, spec, place), effects, dataset);
}

/** Whether a run is finished and its results are there. */
async function isKept({ folder, images }: PlannedRun, { spec, journal }: TrainAllContext): Promise<boolean> {
  if (journal.find(folder)?.state !== "finished") return false;
  const out = join(spec.out, folder);
  const record = await findRunRecord(out).catch(() => undefined);
  if (record === undefined) return false;
  if (images === undefined) return await isComplete(out, record);
  await rm(join(out, modelFileOf(record)), { force: true });
  return await access(join(out, runFiles.metrics)).then(
    () => true,
    () => false,
  );
}

/** A stop by the user, and a disk on which nothing more can be written. */
function stopsAll(error: Error): boolean {
  if (error instanceof MorError) return error.code === "cancelled" || error.code === "output-unwritable";
  return "code" in error && ["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EIO"].includes(String(error.code));
}

function describeRun({ folder, model, fold, images }: PlannedRun): Omit<StudyRun, "state"> {
  return {
    folder,
    model: model.name,
    ...(fold === undefined ? {} : { fold }),
    ...(images === undefined ? {} : { images }),
  };
}

function labelOf({ model, fold, images }: PlannedRun): string {
  if (images !== undefined) return `${model.name}, ${images} images`;
  return fold === undefined ? model.name : `${model.name}, fold ${fold}`;
}

function rowOf(
  accuracy:
    | { readonly value: number | null; readonly low: number | null; readonly high: number | null }
    | undefined,
): string {
  if (accuracy === undefined || accuracy.value === null) return "accuracy unknown";
  const { value, low, high } = accuracy;
  const range = low === null || high === null ? "" : ` (${low.toFixed(3)}-${high.toFixed(3)})`;
  return `accuracy ${value.toFixed(3)}${range}`;
}

/** `0:07`, `12:30`. */
function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
