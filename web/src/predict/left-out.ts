import type { Job } from "../../../src/app/protocol/job.ts";
import { knownReason } from "../images/viewer/file-words.ts";

/** Images that a job could not classify, and what else it has warned of. */
export interface LeftOut {
  readonly count: number;
  /** "images/a.png: The file is empty."; fewer than `count` where they are many. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

const beginning = "Left out: ";

/** What a finished prediction of `classified` images has left out. */
export function leftOutOf({ stages, warnings, status }: Job, classified: number): LeftOut {
  const reasons = warnings.flatMap((line) =>
    line.startsWith(beginning) ? plainReason(line.slice(beginning.length)) : [],
  );
  const total = stages.find(({ code }) => code === "classify")?.total ?? 0;
  return {
    count: status === "finished" ? Math.max(reasons.length, total - classified) : 0,
    reasons,
    warnings: warnings.filter((line) => !line.startsWith(beginning)),
  };
}

/** "PATH: Expected ..., got ... (PATH)" in plain words, where there are some; the path stands there once. */
function plainReason(line: string): string {
  const colon = line.indexOf(": ");
  if (colon < 0) return line;
  const reason = line.slice(colon + 2);
  return `${line.slice(0, colon)}: ${knownReason(reason) ?? reason.replace(/ \([^()]*[\\/][^()]*\)$/, "")}`;
}
