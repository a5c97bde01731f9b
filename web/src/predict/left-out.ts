import type { Job } from "../../../src/app/protocol/job.ts";

/** Images that a job could not classify, and what else it has warned of. */
export interface LeftOut {
  readonly count: number;
  /** "images/a.png: this is no image"; fewer than `count` where they are many. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

const beginning = "Left out: ";

/** What a finished prediction of `classified` images has left out. */
export function leftOutOf({ stages, warnings, status }: Job, classified: number): LeftOut {
  const reasons = warnings.flatMap((line) =>
    line.startsWith(beginning) ? line.slice(beginning.length) : [],
  );
  const total = stages.find(({ code }) => code === "classify")?.total ?? 0;
  return {
    count: status === "finished" ? Math.max(reasons.length, total - classified) : 0,
    reasons,
    warnings: warnings.filter((line) => !line.startsWith(beginning)),
  };
}
