import { rmdir } from "node:fs/promises";
import { basename } from "node:path";
import { MorError } from "../../../errors.ts";
import { outputError } from "../../../files/output-error.ts";
import { isExplanationFile } from "../../tasks/explain/explanation-files.ts";
import { clearOutputFolder, type OutputFolder, refuseOutputFolder } from "../../tasks/output.ts";
import type { ServerContext } from "../context.ts";
import { forgetJobsOf, refuseWhileWritten } from "../jobs/jobs-of-output.ts";
import { childOf } from "../workspace/workspace-place.ts";

/**
 * Deletes a folder of explanations that `mor explain` has made, or that was stopped before it made any, and forgets its jobs.
 *
 * @throws MorError `input-missing` for a link, wherever it leads; `output-exists` for a folder with anything else in it, and
 *   then nothing is deleted; `usage` for what is no name, and while a job writes it; `output-unwritable`.
 */
export async function removeExplanation(
  name: string,
  { workspace, jobs, now }: Pick<ServerContext, "workspace" | "jobs" | "now">,
): Promise<void> {
  const output = `explanations/${name}`;
  const folder = await childOf(workspace, "explanations", name);
  if (basename(folder) !== name) {
    throw new MorError("input-missing", `Expected ${output} in the workspace, got a link to elsewhere`, {
      hint: "Delete the link by hand, if it shall go.",
      path: output,
    });
  }
  const ours: OutputFolder = { madeBy: "explain", force: true, owns: isExplanationFile, now };
  refuseWhileWritten(jobs, output);
  await refuseOutputFolder(folder, ours);
  await forgetJobsOf(jobs, output);
  await clearOutputFolder(folder, ours);
  try {
    await rmdir(folder);
  } catch (error) {
    throw outputError(error, folder);
  }
}
