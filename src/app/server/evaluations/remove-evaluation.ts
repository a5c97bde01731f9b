import { lstat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { MorError } from "../../../errors.ts";
import { outputError } from "../../../files/output-error.ts";
import { prepareOutputFile } from "../../tasks/output.ts";
import { isEvaluation } from "../../tasks/run/evaluation-record.ts";
import type { ServerContext } from "../context.ts";
import { forgetJobsOf, jobsOfOutput, refuseWhileWritten } from "../jobs/jobs-of-output.ts";
import { checkName, openShelf } from "../workspace/workspace-place.ts";
import { evaluationFile, evaluationsFolder } from "./evaluation-files.ts";

/**
 * Deletes a test of a run and forgets its jobs; of one that never finished, the jobs alone.
 *
 * @throws MorError `input-missing` where there is none, and for a link; `output-exists` for a file that `mor evaluate` did not
 *   write; `usage` for what is no name, and while a job writes it; `output-unwritable`.
 */
export async function removeEvaluation(
  name: string,
  { workspace, jobs }: Pick<ServerContext, "workspace" | "jobs">,
): Promise<void> {
  const output = evaluationFile(checkName(name));
  const file = join(await openShelf(workspace, evaluationsFolder), `${name}.json`);
  const isThere = (await lstat(file).catch(() => undefined))?.isFile() === true;
  if (!isThere && jobsOfOutput(jobs, output).length === 0) {
    throw new MorError("input-missing", `Expected a test of a run, got none (${output})`, {
      hint: "It may have been deleted already; a link is to be deleted by hand.",
      path: output,
    });
  }
  refuseWhileWritten(jobs, output);
  if (isThere) await prepareOutputFile(file, { madeBy: "evaluate", force: true, owns: isEvaluation });
  await forgetJobsOf(jobs, output);
  if (!isThere) return;
  try {
    await unlink(file);
  } catch (error) {
    throw outputError(error, file);
  }
}
