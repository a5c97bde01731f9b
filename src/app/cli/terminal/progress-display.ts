import type { ProgressEvent } from "../../protocol/progress.ts";
import { formatProgressLine, formatProgressLog, type StageState } from "./progress-line.ts";

/** Where progress goes; the clock is in milliseconds. */
export interface ProgressOutput {
  readonly write: (text: string) => void;
  /** Width of the terminal at this moment; `undefined` when the output is no terminal. */
  readonly columns: () => number | undefined;
  readonly now: () => number;
}

export interface ProgressDisplay {
  readonly show: (event: ProgressEvent) => void;
  /** Writes a line of its own above the bar. */
  readonly line: (text: string) => void;
  /** Redraws when time has passed without events; call it a few times per second. */
  readonly tick: () => void;
  /** Removes the bar and gives the cursor back; safe to call twice. */
  readonly close: () => void;
}

const firstShownMs = 1000;
const redrawMs = 100;
const logMs = 10_000;

interface RunningStage extends Omit<StageState, "elapsedMs"> {
  readonly startedAt: number;
  loggedAt: number;
}

/** Shows stages that last over a second: as one redrawn bar on a terminal (that of the stage which moved last),
 * else as a plain line every 10 s and at the stage's end. */
export function createProgressDisplay({ write, columns, now }: ProgressOutput): ProgressDisplay {
  const stages = new Map<string, RunningStage>();
  let drawn = "";
  let drawnAt = Number.NEGATIVE_INFINITY;

  const erase = () => {
    if (drawn !== "") write("\r\u001b[2K");
    drawn = "";
  };
  const close = () => {
    if (drawn === "") return;
    erase();
    write("\u001b[?25h");
    drawnAt = Number.NEGATIVE_INFINITY;
  };
  const line = (text: string) => {
    const bar = drawn;
    erase();
    write(`${text}\n`);
    if (bar !== "") write(bar);
    drawn = bar;
  };
  const draw = () => {
    const running = [...stages.values()].at(-1);
    const time = now();
    if (running === undefined || time - running.startedAt < firstShownMs) return;
    const width = columns();
    if (width === undefined) {
      if (time - running.loggedAt < logMs) return;
      running.loggedAt = time;
      line(formatProgressLog(stateAt(running, time), false));
    } else if (time - drawnAt >= redrawMs) {
      const text = formatProgressLine(stateAt(running, time), width);
      write(`${drawn === "" ? "\u001b[?25l" : ""}\r${text}\u001b[K`);
      drawn = text;
      drawnAt = time;
    }
  };
  const end = (running: RunningStage) => {
    stages.delete(running.stage);
    if (stages.size === 0) close();
    const time = now();
    if (time - running.startedAt >= firstShownMs) line(formatProgressLog(stateAt(running, time), true));
  };
  const show = (event: ProgressEvent) => {
    if (event.kind === "message") {
      line(event.text);
    } else if (event.kind === "start") {
      stages.set(event.stage, begin(event, now()));
    } else if (event.kind === "advance" || event.kind === "end") {
      const running = stages.get(event.stage);
      if (running === undefined) return;
      const { done, note } = { done: running.done, note: running.note, ...event };
      const moved = { ...running, done, note };
      stages.delete(event.stage);
      stages.set(event.stage, moved);
      if (event.kind === "end") end(moved);
      else draw();
    }
  };
  return { show, line, tick: draw, close };
}

function begin(event: ProgressEvent & { readonly kind: "start" }, time: number): RunningStage {
  const { stage, total, unit, done = 0 } = event;
  return {
    stage,
    total,
    unit,
    done,
    doneBefore: done,
    note: undefined,
    startedAt: time,
    loggedAt: time,
  };
}

function stateAt(running: RunningStage, time: number): StageState {
  return { ...running, elapsedMs: time - running.startedAt };
}
