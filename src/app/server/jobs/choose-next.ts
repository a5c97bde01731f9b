import { jobKinds } from "./job-kinds.ts";
import type { JobRecord } from "./job-record.ts";

/** So many jobs that are not long run at once. */
const mostShort = 2;

/** The jobs that may begin now, the oldest first: one long one at a time, and beside it a few short ones. */
export function chooseNext(records: readonly JobRecord[]): JobRecord[] {
  const busy = records.filter(({ status }) => status === "running" || status === "stopping");
  const queued = records
    .filter(({ status }) => status === "queued")
    .sort((one, other) => one.created - other.created);
  const freeOf = (isLong: boolean, most: number): JobRecord[] => {
    const taken = busy.filter(({ kind }) => jobKinds[kind].isLong === isLong).length;
    return queued.filter(({ kind }) => jobKinds[kind].isLong === isLong).slice(0, Math.max(0, most - taken));
  };
  return [...freeOf(true, 1), ...freeOf(false, mostShort)];
}
