import { stat } from "node:fs/promises";
import { MorError } from "../../../errors.ts";
import { readVerdicts, type StoredVerdicts } from "../../../learning/evaluation/predictions/read-verdicts.ts";
import type { PredictionRows } from "../../protocol/prediction-api.ts";
import { findRunRecord } from "../../tasks/run/folder/run-record.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { findRun } from "../runs/find-run.ts";
import { isOfPresentRun } from "../runs/run-of-record.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkName, childOf, workspacePath } from "../workspace/workspace-place.ts";
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
  const record = await findPredictionRecord(workspace, name);
  if (record === undefined || !(await isOfPresentRun(workspace, record))) return [];
  try {
    return (await findRunRecord(await findRun(workspace, record.run)))?.data.classes ?? [];
  } catch (error) {
    if (error instanceof MorError) return []; // the run has been removed or damaged since
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
