import { MorError } from "../../../errors.ts";
import { findRunRecord } from "../../tasks/run/folder/run-record.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { findRun } from "./find-run.ts";

/**
 * Whether what was made by a run of this name may be of the one that has the name now: that began before. True where there
 * is no such run, or none that can be read.
 *
 * @param created as ISO 8601.
 */
export async function isOfPresentRun(
  workspace: Workspace,
  { run, created }: { readonly run: string; readonly created: string },
): Promise<boolean> {
  const began = await beginOf(workspace, run);
  return began === undefined || !(Date.parse(created) < began);
}

/** In milliseconds since 1970. */
async function beginOf(workspace: Workspace, run: string): Promise<number | undefined> {
  try {
    const record = await findRunRecord(await findRun(workspace, run));
    return record === undefined ? undefined : Date.parse(record.started);
  } catch (error) {
    if (error instanceof MorError) return undefined;
    throw error;
  }
}
