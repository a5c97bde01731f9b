import type { StudyModelResult } from "../../../../src/app/protocol/study-api.ts";

type Scored = Pick<StudyModelResult, "title" | "accuracy">;

export interface ScoreRows {
  /** One for each model that has a score. */
  readonly dots: readonly { readonly title: string; readonly value: number }[];
  /** One for each whose interval is known. */
  readonly whiskers: readonly { readonly title: string; readonly low: number; readonly high: number }[];
  /** Of which models the interval is missing, as a sentence; null where none is. */
  readonly missing: string | null;
}

/** What is drawn of the scores of models. An interval that is not known is none, not one without width. */
export function scoreRows(models: readonly Scored[]): ScoreRows {
  const dots = models.flatMap(({ title, accuracy: { value } }) => (value === null ? [] : [{ title, value }]));
  const whiskers = models.flatMap(({ title, accuracy: { value, low, high } }) =>
    value === null || low === null || high === null ? [] : [{ title, low, high }],
  );
  const without = models
    .filter(({ accuracy: { value, low, high } }) => value !== null && (low === null || high === null))
    .map(({ title }) => title);
  const missing =
    without.length === 0
      ? null
      : `Without an interval, as there are too few images: ${without.join(", ")}. How far such a score may be off is not known.`;
  return { dots, whiskers, missing };
}
