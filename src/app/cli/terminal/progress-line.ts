import { displayWidth, truncate } from "./display-width.ts";

/** A stage as it stands at one moment. */
export interface StageState {
  readonly stage: string;
  readonly total: number | undefined;
  readonly unit: string | undefined;
  readonly done: number;
  /** Units done before this stage began here: they do not count in the rate. */
  readonly doneBefore: number;
  readonly elapsedMs: number;
  readonly note: string | undefined;
}

/** One line for a terminal of `columns`: name, bar, share, count, rate, time left, note; what does not fit is
 * left out from the end, and the last column stays free. */
export function formatProgressLine(state: StageState, columns: number): string {
  const room = Math.max(0, columns - 1);
  const facts = progressFacts(state);
  const barWidth = state.total === undefined ? 0 : Math.min(30, Math.floor(columns / 4));
  const head = barWidth >= 8 ? [state.stage, formatBar(shareDone(state), barWidth)] : [state.stage];
  let line = head.join("  ");
  for (const fact of facts) {
    const longer = `${line}  ${fact}`;
    if (displayWidth(longer) > room) break;
    line = longer;
  }
  return truncate(line, room);
}

/** The same facts as one plain line for a log. */
export function formatProgressLog(state: StageState, ended: boolean): string {
  if (!ended) return `${state.stage}: ${progressFacts(state).join(", ")}`;
  const count = state.done > 0 ? `${formatCount(state.done)} ${state.unit ?? "done"} in ` : "";
  const note = state.note === undefined ? "" : `, ${state.note}`;
  return `${state.stage}: ${count}${formatDuration(state.elapsedMs)}${note}`;
}

/** `0:07`, `12:30`, `1:02:03`; whole seconds, rounded. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes}:${two(seconds % 60)}`
    : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** `123 images/s`, `4.5 images/s`, or `12 s each` below one in two seconds. */
export function formatRate(perSecond: number, unit: string | undefined): string {
  if (perSecond < 0.5) return `${shortNumber(1 / perSecond)} s each`;
  return `${shortNumber(perSecond)}${unit === undefined ? "" : ` ${unit}`}/s`;
}

/** `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

function progressFacts(state: StageState): string[] {
  const { total, done, unit, elapsedMs, note } = state;
  const facts: string[] = [];
  if (total !== undefined && total > 0) {
    facts.push(`${Math.floor(100 * shareDone(state))} %`, `${formatCount(done)}/${formatCount(total)}`);
  } else if (done > 0) {
    facts.push(`${formatCount(done)}${unit === undefined ? "" : ` ${unit}`}`);
  }
  const here = done - state.doneBefore;
  if (here > 0 && elapsedMs > 0) {
    facts.push(formatRate((1000 * here) / elapsedMs, unit));
    if (total !== undefined && done < total) {
      facts.push(`${formatDuration(((total - done) * elapsedMs) / here)} left`);
    }
  } else {
    facts.push(formatDuration(elapsedMs));
  }
  if (note !== undefined) facts.push(note);
  return facts;
}

function shareDone({ done, total }: StageState): number {
  return total === undefined || total <= 0 ? 0 : Math.min(1, Math.max(0, done / total));
}

/** Plain ASCII: every terminal and font has it. */
function formatBar(share: number, width: number): string {
  const inner = width - 2;
  const full = Math.round(share * inner);
  return `[${"#".repeat(full)}${".".repeat(inner - full)}]`;
}

function shortNumber(value: number): string {
  if (value >= 10) return formatCount(value);
  return value.toFixed(value >= 1 ? 1 : 2);
}
