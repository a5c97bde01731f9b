import type { ProgressEvent, StageCode } from "../protocol/progress.ts";

/** All that a task may do to the world besides reading and writing its files. */
export interface Effects {
  readonly progress: (event: ProgressEvent) => void;
  /** Tells the user a fact they should know, as a full sentence. */
  readonly warn: (text: string) => void;
  /** Fires when the user wants to stop; the task then leaves whole files only and throws `cancelled`. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}

/** A piece of work that the command line, a page or a script can ask for; `Result` is plain JSON data. */
export type Task<Spec, Result> = (spec: Spec, effects: Effects) => Promise<Result>;

/** A stage that has been started. */
export interface Stage {
  /** Tells how many units are done since the beginning of the stage; without a number, one more. */
  readonly advance: (done?: number, note?: string) => void;
  readonly end: (note?: string) => void;
}

/** Starts a stage of `total` units (unknown when left out), counted in `unit`, a plural. */
export function startStage(
  effects: Effects,
  stage: string,
  total?: number,
  unit?: string,
  meaning: { readonly code?: StageCode; readonly part?: "train" | "val" | "test" } = {},
): Stage {
  effects.progress({
    kind: "start",
    stage,
    ...(total === undefined ? {} : { total }),
    ...(unit === undefined ? {} : { unit }),
    ...meaning,
  });
  let last = 0;
  return {
    advance: (done = last + 1, note) => {
      last = done;
      effects.progress({ kind: "advance", stage, done, ...(note === undefined ? {} : { note }) });
    },
    end: (note) => effects.progress({ kind: "end", stage, ...(note === undefined ? {} : { note }) }),
  };
}

/** Effects for a script: nothing is shown, nothing is cancelled. */
export function silentEffects(signal: AbortSignal = new AbortController().signal): Effects {
  return { progress: () => {}, warn: () => {}, signal, now: () => new Date() };
}
