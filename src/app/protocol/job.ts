import type { StageCode } from "./progress.ts";

/** A task that runs in a process of its own, as the page sees it. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  /** What it does, in a few words: "Train leaf-1". */
  readonly title: string;
  readonly status: JobStatus;
  /** While `stopping`: it will be paused, not given up. */
  readonly isPausing?: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly stages: readonly JobStage[];
  readonly warnings: readonly string[];
  readonly messages: readonly string[];
  readonly error: {
    readonly message: string;
    readonly hint: string | null;
    /** As in `FailureDocument`. */
    readonly reason?: string | undefined;
  } | null;
  /** The line that would do the same in a terminal. */
  readonly command: string;
  /** What it writes: a folder or file relative to the workspace, with forward slashes. */
  readonly output: string | null;
  readonly canPause: boolean;
  readonly canResume: boolean;
}

export type JobKind =
  | "inspect"
  | "train"
  | "study"
  | "evaluate"
  | "predict"
  | "explain"
  | "visualize"
  | "quantize"
  | "phantoms"
  | "features"
  | "backbone";

/** `interrupted`: the server or the machine went down while it ran. */
export type JobStatus =
  | "queued"
  | "running"
  | "stopping"
  | "paused"
  | "stopped"
  | "interrupted"
  | "failed"
  | "finished";

export interface JobStage {
  readonly name: string;
  /** What it does; absent where nobody has words of their own for it. */
  readonly code?: StageCode | undefined;
  /** Of the images that it is about. */
  readonly part?: "train" | "val" | "test" | undefined;
  readonly total: number | null;
  /** What is counted, in the plural. */
  readonly unit: string | null;
  readonly done: number;
  readonly note: string | null;
  /** Seconds that are left at the rate so far; null where it is not known. */
  readonly secondsLeft: number | null;
  readonly ended: boolean;
}
