import { z } from "zod";
import type { Job, JobKind, JobStatus } from "../../protocol/job.ts";
import { jobKinds } from "./job-kinds.ts";
import { type JobProgress, noProgress, showStage } from "./job-progress.ts";

/** A job as it is kept on the disk. */
export interface JobRecord extends JobProgress {
  readonly format: 1;
  readonly id: string;
  readonly kind: JobKind;
  readonly title: string;
  /** As it was asked for; how a job goes on is decided when it begins again. */
  readonly spec: Readonly<Record<string, unknown>>;
  readonly output: string | null;
  readonly command: string;
  readonly status: JobStatus;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly started: number | null;
  readonly ended: number | null;
  readonly error: Job["error"];
  /** It has begun before. */
  readonly goesOn: boolean;
  /** The process that works on it, or the last that has. */
  readonly pid: number | null;
}

const statuses = [
  "queued",
  "running",
  "stopping",
  "paused",
  "stopped",
  "interrupted",
  "failed",
  "finished",
] as const satisfies readonly JobStatus[];

// Its keys are those of the table, which has one for every kind.
const kinds = Object.keys(jobKinds) as JobKind[];

export const jobRecord: z.ZodType<JobRecord> = z.object({
  format: z.literal(1),
  id: z.string().regex(/^[\w-]{1,100}$/),
  kind: z.enum(kinds),
  title: z.string(),
  spec: z.record(z.string(), z.unknown()),
  output: z.string().nullable(),
  command: z.string(),
  status: z.enum(statuses),
  created: z.number(),
  started: z.number().nullable(),
  ended: z.number().nullable(),
  stages: z.array(
    z.object({
      name: z.string(),
      code: z.enum(["epochs", "features", "head", "measure", "fit", "classify"]).optional(),
      part: z.enum(["train", "val", "test"]).optional(),
      total: z.number().nullable(),
      unit: z.string().nullable(),
      done: z.number(),
      note: z.string().nullable(),
      ended: z.boolean(),
      startedAt: z.number(),
      doneBefore: z.number(),
      movedAt: z.number(),
    }),
  ),
  warnings: z.array(z.string()),
  messages: z.array(z.string()),
  error: z
    .object({ message: z.string(), hint: z.string().nullable(), reason: z.string().optional() })
    .nullable(),
  goesOn: z.boolean(),
  pid: z.number().nullable(),
});

/** Whether it has a process, or will get one by itself. */
export function isAlive({ status }: Pick<JobRecord, "status">): boolean {
  return status === "queued" || status === "running" || status === "stopping";
}

/** A job that waits to begin again. */
export function beginAgain(record: JobRecord): JobRecord {
  return {
    ...record,
    ...noProgress,
    status: "queued",
    started: null,
    ended: null,
    error: null,
    goesOn: true,
  };
}

/** A job as the page sees it at the time `now`. */
export function showJob(record: JobRecord, now: number): Job {
  const { id, kind, title, status, created, started, ended, warnings, messages, error } = record;
  return {
    id,
    kind,
    title,
    status,
    created,
    started,
    ended,
    stages: record.stages.map((stage) => showStage(stage, isAlive(record) ? now : stage.movedAt)),
    warnings,
    messages,
    error,
    command: record.command,
    output: record.output,
    canPause: jobKinds[kind].keepsCheckpoints && (status === "queued" || status === "running"),
    canResume: !isAlive(record) && status !== "finished",
  };
}
