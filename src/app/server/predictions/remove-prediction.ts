import { lstat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { errnoOf, outputError } from "../../../files/output-error.ts";
import { prepareOutputFile } from "../../tasks/output.ts";
import type { ServerContext } from "../context.ts";
import { forgetJobsOf, jobsOfOutput, refuseWhileWritten } from "../jobs/jobs-of-output.ts";
import { checkName, openShelf } from "../workspace/workspace-place.ts";
import { findPredictionRecord, predictionNames } from "./prediction-record.ts";
import { removeDropped } from "./remove-dropped.ts";

/**
 * Deletes a table of verdicts with its record, forgets its jobs, and deletes the images that were dropped for it, unless
 * anything else needs them. Also takes away what a stopped job has left.
 *
 * @throws MorError `input-missing` where there is none, and for a link; `output-exists` for a file that `mor predict` did not
 *   write; `usage` for what is no name, and while a job writes it; `output-unwritable`.
 */
export async function removePrediction(
  name: string,
  { workspace, jobs }: Pick<ServerContext, "workspace" | "jobs">,
): Promise<void> {
  const output = `predictions/${checkName(name)}.csv`;
  const shelf = await openShelf(workspace, "predictions");
  const [table, record] = [join(shelf, `${name}.csv`), join(shelf, `${name}.json`)];
  const [hasTable, facts] = [await isOwnFile(table), await findPredictionRecord(workspace, name)];
  const hasRecord = facts !== undefined && (await isOwnFile(record));
  if (!hasTable && !hasRecord && jobsOfOutput(jobs, output).length === 0) {
    throw new MorError("input-missing", `Expected a table of predictions, got none (${output})`, {
      hint: "It may have been deleted already; a link is to be deleted by hand.",
      path: output,
    });
  }
  refuseWhileWritten(jobs, output);
  const owns = (beginning: string): boolean => beginning.startsWith("path,group,");
  if (hasTable) await prepareOutputFile(table, { madeBy: "predict", force: true, owns });
  await forgetJobsOf(jobs, output);
  try {
    if (hasTable) await unlink(table);
    if (hasRecord) await unlink(record);
  } catch (error) {
    throw outputError(error, table);
  }
  await removeDropped(facts?.images ?? [], shelf, workspace, await predictionNames(workspace));
}

/** Whether there is a file, and no link to one. */
async function isOwnFile(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isFile();
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return false;
    throw outputError(error, path);
  }
}
