import { type JobLane, jobKinds } from "./job-kinds.ts";
import type { JobRecord } from "./job-record.ts";

/** So many jobs of a lane run at once. */
const places: Readonly<Record<JobLane, number>> = { training: 1, looking: 1, quick: 2 };

/** The jobs that may begin now: in each lane the oldest, as many as there is place. */
export function chooseNext(records: readonly JobRecord[]): JobRecord[] {
  const laneOf = ({ kind }: JobRecord): JobLane => jobKinds[kind].lane;
  const free = { ...places };
  for (const record of records) {
    if (record.status === "running" || record.status === "stopping") free[laneOf(record)]--;
  }
  return records
    .filter(({ status }) => status === "queued")
    .sort((one, other) => one.created - other.created)
    .filter((record) => free[laneOf(record)]-- > 0);
}
