import { MorError } from "../../../errors.ts";
import type { Job, JobStatus } from "../../protocol/job.ts";
import type { Jobs } from "./jobs.ts";

/** The jobs that write an output, relative to the workspace, or have written it; the newest first. */
export function jobsOfOutput(jobs: Pick<Jobs, "list">, output: string): readonly Job[] {
  // Some disks take "Leaf" and "leaf" for one name.
  return jobs.list().filter((job) => job.output?.toLowerCase() === output.toLowerCase());
}

/** States of a job that works or is going to. */
export const busy: ReadonlySet<JobStatus> = new Set(["queued", "running", "stopping"]);

/** @throws MorError `usage` while a job writes the output, or waits to. */
export function refuseWhileWritten(jobs: Pick<Jobs, "list">, output: string): void {
  const writer = jobsOfOutput(jobs, output).find(({ status }) => busy.has(status));
  if (writer === undefined) return;
  throw new MorError(
    "usage",
    `Expected what nobody works on, got what a job still writes (${output}: "${writer.title}")`,
    { hint: "Stop it first, or wait for its end.", path: output },
  );
}

/** Takes all jobs of an output off the list, so that none can go on with it. @throws MorError as `refuseWhileWritten`. */
export async function forgetJobsOf(jobs: Pick<Jobs, "list" | "forget">, output: string): Promise<void> {
  refuseWhileWritten(jobs, output);
  for (const { id } of jobsOfOutput(jobs, output)) await jobs.forget(id);
}
