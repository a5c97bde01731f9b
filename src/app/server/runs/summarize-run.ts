import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { errnoOf } from "../../../files/output-error.ts";
import type { MetricsFile } from "../../../learning/metrics/metric-set.ts";
import { type HistoryRow, parseHistory } from "../../../learning/training/history.ts";
import type { Job } from "../../protocol/job.ts";
import type { Measured, RunSummary } from "../../protocol/run/run-document.ts";
import { findRunRecord, modelFileOf, type RunRecord, runFiles } from "../../tasks/run/folder/run-record.ts";
import { readMetrics } from "../../tasks/run/score-run.ts";
import { runsFolder } from "./find-run.ts";

/**
 * A run folder in a few words; undefined for a folder without a `run.json`. One whose files cannot be read is damaged,
 * never an error: the others must still be seen.
 *
 * @param folder absolute, as from `findRun`.
 * @param jobs the newest first.
 */
export async function summarizeRun(
  folder: string,
  name: string,
  jobs: readonly Job[],
): Promise<RunSummary | undefined> {
  const job = latestJob(jobs, name);
  try {
    const record = await findRunRecord(folder);
    if (!record) return undefined;
    const metrics = record.status === "finished" ? await readMetrics(folder) : undefined;
    return summaryOf({ name, record, metrics, history: await readHistory(folder), job });
  } catch (error) {
    return damagedRun(name, error instanceof MorError ? error.message : String(error), job);
  }
}

/** Rows of `history.csv`; none for a run without one. @throws MorError `run-invalid` for what is no table. */
export async function readHistory(folder: string): Promise<readonly HistoryRow[]> {
  const file = join(folder, runFiles.history);
  try {
    const rows = parseHistory(await readFile(file, "utf8"));
    if (rows.some(({ epoch, trainLoss }) => Number.isNaN(epoch) || Number.isNaN(trainLoss))) {
      throw new Error("not a number");
    }
    return rows;
  } catch (cause) {
    if (errnoOf(cause) === "ENOENT") return [];
    throw new MorError("run-invalid", `Expected a table of epochs, got something else (${file})`, {
      hint: "The file may be damaged; the model and the scores do not depend on it.",
      path: file,
      cause,
    });
  }
}

/** A run that is there but cannot be read. */
export function damagedRun(name: string, problem: string, job: RunSummary["job"]): RunSummary {
  return {
    name,
    status: "damaged",
    problem,
    job,
    model: null,
    isNetwork: false,
    started: null,
    scoredPart: null,
    accuracy: null,
    macroF1: null,
    images: null,
    epochs: null,
  };
}

interface RunContent {
  readonly name: string;
  readonly record: RunRecord;
  readonly metrics: MetricsFile | undefined;
  readonly history: readonly HistoryRow[];
  readonly job: RunSummary["job"];
}

/** What the list says of a run that was read. */
export function summaryOf({ name, record, metrics, history, job }: RunContent): RunSummary {
  const { levels, part } = metrics ?? { levels: {}, part: null };
  const scores = levels.image ?? levels.group ?? levels.tile;
  const total = record.model.methods.epochs ?? null;
  const started = Date.parse(record.started);
  return {
    name,
    status: record.status,
    problem: null,
    job,
    model: record.model.methods.architecture ?? record.model.name,
    isNetwork: modelFileOf(record) === runFiles.model,
    started: Number.isNaN(started) ? null : started,
    scoredPart: part,
    accuracy: scores ? measured(scores.accuracy) : null,
    macroF1: scores ? measured(scores.macroF1) : null,
    images: scores?.count ?? null,
    epochs: total === null && history.length === 0 ? null : { done: history.length, total },
  };
}

/** The newest job that trains a run. */
export function latestJob(jobs: readonly Job[], run: string): RunSummary["job"] {
  const job = jobs.find(({ kind, output }) => kind === "train" && output === `${runsFolder}/${run}`);
  return job ? { id: job.id, status: job.status } : null;
}

export function measured({ value, low, high, note }: Measured): Measured {
  return { value, low, high, ...(note === undefined ? {} : { note }) };
}
