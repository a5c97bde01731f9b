import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MorError } from "../../../errors.ts";
import { readVerdicts, type StoredVerdicts } from "../../../learning/evaluation/read-verdicts.ts";
import type { PredictionRows } from "../../protocol/prediction-api.ts";
import { findRunRecord, runFiles } from "../../tasks/run/folder/run-record.ts";
import type { Jobs } from "../jobs/jobs.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkName, childOf, findBelow, workspacePath } from "../workspace/workspace-place.ts";
import { findPredictionRecord } from "./prediction-record.ts";

/** Rows of one answer at most. */
const rowsAtOnce = 10_000;

/**
 * Rows of a table from `from` on: of the file, or while there is none what its job has classified so far.
 * @throws MorError `usage` for what is no name; `input-missing` where there is neither; `predictions-invalid`.
 */
export async function predictionRows(
  workspace: Workspace,
  jobs: Jobs,
  { name, from }: { readonly name: string; readonly from: number },
): Promise<PredictionRows> {
  const job = jobs.list().find(({ output }) => output === `predictions/${checkName(name)}.csv`);
  const isActive = job !== undefined && job.ended === null;
  const stored = await storedVerdicts(workspace, name).catch((error: unknown) => {
    if (job !== undefined && error instanceof MorError && error.code === "input-missing") return undefined;
    throw error;
  });
  const all = stored?.rows ?? (job === undefined ? [] : jobs.classified(job.id));
  const rows = all.slice(from, from + rowsAtOnce);
  return {
    from,
    rows: rows.map((row) => ({ ...row, path: workspacePath(workspace.folder, row.path) })),
    total: all.length,
    finished: stored !== undefined || !isActive,
    classes: stored?.classes ?? (await classesOfRun(workspace, name)),
  };
}

/** The classes of the model that judges, before its table names them. */
async function classesOfRun(workspace: Workspace, name: string): Promise<readonly string[]> {
  const run = (await findPredictionRecord(workspace, name))?.run;
  const file = run === undefined ? undefined : await findBelow(workspace, join("runs", run), runFiles.record);
  if (file === undefined) return [];
  try {
    return (await findRunRecord(dirname(file)))?.data.classes ?? [];
  } catch (error) {
    if (error instanceof MorError) return []; // the run has been damaged since
    throw error;
  }
}

/** The table as it was at a time: the page asks for it piece by piece. */
let latest: { readonly file: string; readonly time: number; readonly table: StoredVerdicts } | undefined;

/** All rows of a table that is on the disk. @throws MorError `usage`, `input-missing`, `predictions-invalid`. */
export async function storedVerdicts(workspace: Workspace, name: string): Promise<StoredVerdicts> {
  checkName(name);
  const file = await childOf(workspace, "predictions", `${name}.csv`);
  const time = (await stat(file)).mtimeMs;
  if (latest?.file !== file || latest.time !== time) latest = { file, time, table: await readVerdicts(file) };
  return latest.table;
}
