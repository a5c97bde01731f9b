/** Work that is planned, in seconds by a first guess. */
export interface Plan {
  readonly seconds: number;
  /** Share that is done, 0 to 1. */
  readonly done: number;
}

/** Seconds that are left, by how long what is done has taken in units of the guess; NaN for no plans. */
export function secondsLeft(plans: readonly Plan[], spent: number): number {
  const planned = plans.reduce((sum, { seconds }) => sum + seconds, 0);
  const done = plans.reduce((sum, { seconds, done: share }) => sum + seconds * share, 0);
  // Little is known from the first few seconds: they are mixed with the guess.
  const pace = (spent + 30) / (done + 30);
  return plans.length === 0 ? Number.NaN : (planned - done) * pace;
}

/** As in "40 s", "12 min" or "1.5 h". */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
