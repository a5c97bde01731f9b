import type { Job, JobKind } from "../../protocol/job.ts";
import type { ClassifiedImage, Mistake } from "../../protocol/progress.ts";
import type { KeptResult } from "./job-store.ts";

/** What is to be done, and under which name it shall be seen. */
export interface JobRequest {
  readonly kind: JobKind;
  readonly title: string;
  /**
   * The options of the task of that kind, as its library function takes them; checked against its
   * schema before anything starts. Paths are absolute or relative to the workspace; none may write outside of it.
   */
  readonly spec: Readonly<Record<string, unknown>>;
  /** What it writes, relative to the workspace. */
  readonly output?: string;
}

/** The work of a workspace. Each job runs in a process of its own; long ones one after another. */
export interface Jobs {
  /** The newest first. */
  readonly list: () => readonly Job[];
  /** What a job was asked for. @throws MorError `input-missing` for one that is not there. */
  readonly spec: (id: string) => Readonly<Record<string, unknown>>;
  /** @throws MorError `usage` for options that do not fit, and for an output that another job is going to write. */
  readonly start: (request: JobRequest) => Promise<Job>;
  /** @throws MorError `usage` for a job that cannot be paused; `input-missing` for one that is not there. */
  readonly pause: (id: string) => Promise<Job>;
  readonly stop: (id: string) => Promise<Job>;
  /** @throws MorError `usage` for one that cannot go on, also because a newer job has its output. */
  readonly resume: (id: string) => Promise<Job>;
  readonly forget: (id: string) => Promise<void>;
  /** Forgets all that have finished; gives their number. */
  readonly clearFinished: () => Promise<number>;
  /**
   * What the latest job of a kind to finish has given back, also when that is off the list; undefined before the first, and
   * for kinds that leave it in their output.
   */
  readonly latestResult: (kind: JobKind) => Promise<KeptResult | undefined>;
  /** What a job has classified so far; none once it has finished, when it stands in its output. */
  readonly classified: (id: string) => readonly ClassifiedImage[];
  /** The latest validation of a training, also of one that an earlier server has run. */
  readonly validated: (
    id: string,
  ) => { readonly epoch: number; readonly mistakes: readonly Mistake[] } | undefined;
  /** Resolves when a job has ended in whatever way. */
  readonly ended: (id: string) => Promise<Job>;
  /** Stops all processes and keeps their jobs as interrupted, to be resumed. */
  readonly close: () => Promise<void>;
}
