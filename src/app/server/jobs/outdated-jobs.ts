import type { JobStatus } from "../../protocol/job.ts";
import type { JobRecord } from "./job-record.ts";

/** What a user may still want to go on with is not over. */
const over: ReadonlySet<JobStatus> = new Set(["finished", "failed", "stopped"]);

/** The ids of those jobs that are over, but for the `kept` that have ended last. */
export function outdated(
  records: readonly Pick<JobRecord, "id" | "status" | "created" | "ended">[],
  kept: number,
): string[] {
  return records
    .filter(({ status }) => over.has(status))
    .sort((one, other) => (other.ended ?? other.created) - (one.ended ?? one.created))
    .slice(kept)
    .map(({ id }) => id);
}
