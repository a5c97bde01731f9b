import type { Job, JobStage, JobStatus } from "../../../src/app/protocol/job.ts";
import { stepWords } from "./step-words.ts";

/** What a job is doing, in one word. */
export function statusWord({ status, isPausing }: Pick<Job, "status" | "isPausing">): string {
  return isPausing ? "pausing" : statusWords[status];
}

const statusWords: Readonly<Record<JobStatus, string>> = {
  queued: "waiting",
  running: "running",
  stopping: "stopping",
  paused: "paused",
  stopped: "stopped",
  interrupted: "interrupted",
  failed: "failed",
  finished: "finished",
};

/** The stage that is running, or the last one. */
export function currentStage({ stages }: Job): JobStage | undefined {
  return stages.findLast(({ ended }) => !ended) ?? stages.at(-1);
}

/** Share of the current stage that is done, 0 to 1; null where its length is unknown. */
export function shareDone(job: Job): number | null {
  const stage = currentStage(job);
  if (stage === undefined || stage.total === null || stage.total === 0) return null;
  return Math.min(1, stage.done / stage.total);
}

/** "3 min left", of the current stage; undefined where nobody knows. */
export function timeLeft(job: Job): string | undefined {
  const seconds = currentStage(job)?.secondsLeft;
  return job.status !== "running" || seconds === undefined || seconds === null
    ? undefined
    : `${durationWords(seconds)} left`;
}

/** "Checking images, 3 s left": the time is that of the stage alone, so the stage stands beside it. */
export function stageWords(job: Job): string {
  const stage = currentStage(job);
  if (stage === undefined || job.status === "queued") return statusWord(job);
  const left = timeLeft(job);
  return left === undefined ? stepWords(stage) : `${stepWords(stage)}, ${left}`;
}

/** "40 s", "3 min", "2 h 10 min". */
export function durationWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
