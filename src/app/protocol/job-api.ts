import type { Job } from "./job.ts";

export interface JobQueries {
  /** All jobs of the workspace, the newest first. */
  "jobs/list": { readonly input: Readonly<Record<string, never>>; readonly output: readonly Job[] };
}

export interface JobActions {
  /** Stops after the last checkpoint; only jobs with `canPause`. */
  "jobs/pause": { readonly input: { readonly id: string }; readonly output: Job };
  /** Gives up; what was written stays. */
  "jobs/stop": { readonly input: { readonly id: string }; readonly output: Job };
  /** Goes on with a job that was paused, stopped or interrupted or has failed, from its checkpoint where it keeps one; only jobs with `canResume`. */
  "jobs/resume": { readonly input: { readonly id: string }; readonly output: Job };
  /** Takes an ended job out of the list; its output stays. */
  "jobs/forget": { readonly input: { readonly id: string }; readonly output: null };
  /** Takes all finished jobs out of the list; their outputs stay. */
  "jobs/clear-finished": {
    readonly input: Readonly<Record<string, never>>;
    /** How many there were. */
    readonly output: { readonly forgotten: number };
  };
}
