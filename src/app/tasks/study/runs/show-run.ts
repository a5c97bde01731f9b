import type { ProgressEvent } from "../../../protocol/progress.ts";
import type { Effects } from "../../effects.ts";

/** The effects of one run within a study: its stages become one, and a warning is told once in the whole study. */
export interface RunDisplay {
  readonly effects: Effects;
  /** Ends the one stage without a word. */
  readonly close: () => void;
}

/** @param label what the stage is called: "densenet121 (3/12)". */
export function showRun(label: string, effects: Effects): RunDisplay {
  const show = (event: ProgressEvent): void => {
    // What else a run says of itself stands in the row of the study.
    if (event.kind === "start") effects.progress({ ...event, stage: label });
    else if (event.kind === "advance") {
      const note = event.note === undefined ? event.stage : `${event.stage}, ${event.note}`;
      effects.progress({ ...event, stage: label, note });
    }
  };
  return {
    effects: { ...effects, progress: show },
    close: () => {
      // Begun anew, so that no line tells how long its last step took.
      effects.progress({ kind: "start", stage: label });
      effects.progress({ kind: "end", stage: label });
    },
  };
}

/** Effects that tell each warning once: runs on the same images would repeat them. */
export function warnOnce(effects: Effects): Effects {
  const told = new Set<string>();
  return {
    ...effects,
    warn: (text) => {
      if (!told.has(text)) effects.warn(text);
      told.add(text);
    },
  };
}
