import type { ClassifiedImage } from "../../../src/app/protocol/progress.ts";

/** A row of the table on the page. */
export type Row = ClassifiedImage;

export type SortKey = "order" | "name" | "verdict" | "confidence";

export interface Arrangement {
  readonly key: SortKey;
  readonly descending: boolean;
  /** Part of a path; empty for all. */
  readonly text: string;
  /** A class, or null for "none of these"; undefined for all. */
  readonly verdict: string | null | undefined;
}

/** The rows that fit, in the order that is wanted; equal ones stay in the order of the table. */
export function arrangeRows(
  rows: readonly Row[],
  { key, descending, text, verdict }: Arrangement,
): readonly Row[] {
  const wanted = text.trim().toLowerCase();
  const fitting =
    wanted === "" && verdict === undefined
      ? rows
      : rows.filter(
          (row) =>
            (verdict === undefined || row.predicted === verdict) &&
            (wanted === "" || row.path.toLowerCase().includes(wanted)),
        );
  if (key === "order") return descending ? fitting.toReversed() : fitting;
  const sign = descending ? -1 : 1;
  return fitting.toSorted((a, b) => sign * compare(a, b, key));
}

function compare(a: Row, b: Row, key: Exclude<SortKey, "order">): number {
  if (key === "confidence") return a.confidence - b.confidence;
  if (key === "name") return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
  // Those that are none of the classes come last.
  const [one, other] = [a.predicted ?? "\uffff", b.predicted ?? "\uffff"];
  return one < other ? -1 : one > other ? 1 : a.confidence - b.confidence;
}

/** Images of each class, in the order of the classes, and last those of none. */
export function countVerdicts(
  rows: readonly Row[],
  classes: readonly string[],
): readonly { readonly verdict: string | null; readonly count: number }[] {
  const counts = new Map<string | null, number>();
  for (const { predicted } of rows) counts.set(predicted, (counts.get(predicted) ?? 0) + 1);
  return [...classes, null].map((verdict) => ({ verdict, count: counts.get(verdict) ?? 0 }));
}
