import type { Job, JobStage } from "../../protocol/job.ts";
import type { ProgressEvent } from "../../protocol/progress.ts";

/** A stage with what its rate is reckoned from; times are milliseconds since 1970. */
export interface TimedStage extends Omit<JobStage, "secondsLeft"> {
  readonly startedAt: number;
  /** Units that were done before it began here: they do not count in the rate. */
  readonly doneBefore: number;
  readonly movedAt: number;
}

/** The parts of a job that its process tells of. */
export type JobProgress = Pick<Job, "warnings" | "messages"> & { readonly stages: readonly TimedStage[] };

export const noProgress: JobProgress = { stages: [], warnings: [], messages: [] };

/** So many of the latest warnings and messages are kept. */
const mostLines = 200;

/** The progress after an event at the time `now`. A stage that begins again takes the place of the one before. */
export function advanceProgress(progress: JobProgress, event: ProgressEvent, now: number): JobProgress {
  switch (event.kind) {
    case "start": {
      const { stage: name, code, part, total = null, unit = null, done = 0 } = event;
      const begun = {
        name,
        ...(code && { code }),
        ...(part && { part }),
        total,
        unit,
        done,
        note: null,
        ended: false,
      };
      const stage = { ...begun, startedAt: now, movedAt: now, doneBefore: done };
      return { ...progress, stages: [...progress.stages.filter((other) => other.name !== name), stage] };
    }
    case "advance": {
      const { done, note } = event;
      return move(progress, event.stage, { done, movedAt: now, ...(note === undefined ? {} : { note }) });
    }
    case "end": {
      const { note } = event;
      return move(progress, event.stage, { ended: true, ...(note === undefined ? {} : { note }) });
    }
    case "message":
      return { ...progress, messages: [...progress.messages, event.text].slice(-mostLines) };
    default:
      return progress;
  }
}

/** The progress with one more warning; a repeated one is told once. */
export function addWarning(progress: JobProgress, text: string): JobProgress {
  if (progress.warnings.includes(text)) return progress;
  return { ...progress, warnings: [...progress.warnings, text].slice(-mostLines) };
}

/** A stage as the page sees it at the time `now`. */
export function showStage(stage: TimedStage, now: number): JobStage {
  const { startedAt, doneBefore, movedAt, ...shown } = stage;
  return { ...shown, secondsLeft: secondsLeft(stage, now) };
}

/** Seconds until a stage is done at the rate up to its last advance; null where nothing is known. */
function secondsLeft(
  { total, done, doneBefore, startedAt, movedAt, ended }: TimedStage,
  now: number,
): number | null {
  const here = done - doneBefore;
  if (ended || total === null || here <= 0 || movedAt <= startedAt) return null;
  const left = ((total - done) * (movedAt - startedAt)) / here - (now - movedAt);
  return Math.max(0, left / 1000);
}

function move(progress: JobProgress, name: string, change: Partial<TimedStage>): JobProgress {
  return {
    ...progress,
    stages: progress.stages.map((stage) => (stage.name === name ? { ...stage, ...change } : stage)),
  };
}
