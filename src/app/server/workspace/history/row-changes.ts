import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { byCodePoint } from "../../../../data/dataset/code-point-order.ts";
import type { Part } from "../../../../data/dataset/dataset.ts";
import { MorError } from "../../../../errors.ts";
import { givePartsToNew } from "../give-parts-to-new.ts";
import type { TableChange, TableImage } from "../image-table.ts";

/** What has become of one image: of a row that stays only what has changed; null where there is no row. */
export interface RowChange {
  readonly path: string;
  readonly before: RowFields | null;
  readonly after: RowFields | null;
}

/** Null: none. */
interface RowFields {
  readonly label?: string | undefined;
  readonly group?: string | null | undefined;
  readonly part?: Part | null | undefined;
  readonly columns?: Readonly<Record<string, string>> | undefined;
}

const fields = z.strictObject({
  label: z.string().optional(),
  group: z.string().nullable().optional(),
  part: z.enum(["train", "val", "test"]).nullable().optional(),
  columns: z.record(z.string(), z.string()).optional(),
});

export const rowChange: z.ZodType<RowChange> = z.strictObject({
  path: z.string().min(1),
  before: fields.nullable(),
  after: fields.nullable(),
});

/** The rows that differ between two tables, each sorted by path. */
export function rowChanges({ before, after }: TableChange): readonly RowChange[] {
  const changes: RowChange[] = [];
  let [old, now] = [0, 0];
  while (old < before.length || now < after.length) {
    const [a, b] = [before[old], after[now]];
    const order = a === undefined ? 1 : b === undefined ? -1 : a === b ? 0 : byCodePoint(a.path, b.path);
    if (order <= 0) old++;
    if (order >= 0) now++;
    if (order < 0 && a) changes.push({ path: a.path, before: fieldsOf(a), after: null });
    else if (order > 0 && b) changes.push({ path: b.path, before: null, after: fieldsOf(b) });
    else if (a && b && a !== b) {
      const [from, to] = [fieldsOf(a), fieldsOf(b)];
      const names = fieldNames.filter((name) => !isDeepStrictEqual(from[name], to[name]));
      if (names.length > 0) changes.push({ path: b.path, before: pick(from, names), after: pick(to, names) });
    }
  }
  return changes;
}

/** The same changes the other way round. */
export function reverse(changes: readonly RowChange[]): readonly RowChange[] {
  return changes.map(({ path, before, after }) => ({ path, before: after, after: before })).reverse();
}

/**
 * Carries changes out, one after the other. What they do not name stays, so that others may have changed it meanwhile.
 *
 * @throws MorError `usage` when an image is not as a change expects it, or when another image would change as well.
 */
export function applyRows(
  images: readonly TableImage[],
  changes: readonly RowChange[],
): readonly TableImage[] {
  const rows = new Map(images.map((image) => [image.path, image]));
  const conflicts = new Set<string>();
  for (const { path, before, after } of changes) {
    const row = rows.get(path);
    if (!isAs(row, before)) conflicts.add(path);
    else if (after === null) rows.delete(path);
    else rows.set(path, withFields(row ?? { path, label: "", columns: {} }, after));
  }
  const next = [...rows.values()];
  const settled = givePartsToNew(next);
  const touched = new Set(changes.map(({ path }) => path));
  next.forEach((image, at) => {
    if (image !== settled[at] && !touched.has(image.path)) conflicts.add(image.path);
  });
  if (conflicts.size > 0) throw conflictError([...conflicts]);
  return next;
}

const fieldNames = ["label", "group", "part", "columns"] as const;

/** A manifest that is read has all columns in all rows; those that are empty say nothing. */
function fieldsOf({ label, group, part, columns }: TableImage): Required<RowFields> {
  const filled = Object.entries(columns).filter(([, value]) => value !== "");
  return { label, group: group ?? null, part: part ?? null, columns: Object.fromEntries(filled) };
}

function pick(all: RowFields, names: readonly (typeof fieldNames)[number][]): RowFields {
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

/** A row that is to go, or was not there, counts as a whole. */
function isAs(row: TableImage | undefined, expected: RowFields | null): boolean {
  if (row === undefined || expected === null) return row === undefined && expected === null;
  const now = fieldsOf(row);
  return fieldNames.every(
    (name) => expected[name] === undefined || isDeepStrictEqual(now[name], expected[name]),
  );
}

function withFields(row: TableImage, change: RowFields): TableImage {
  const { label, group, part, columns } = { ...fieldsOf(row), ...change };
  return {
    path: row.path,
    label: label ?? "",
    columns: columns ?? {},
    ...(group ? { group } : {}),
    ...(part ? { part } : {}),
  };
}

function conflictError(paths: readonly string[]): MorError {
  const [first = ""] = paths;
  const others = paths.length === 1 ? "" : ` and ${paths.length - 1} more`;
  return new MorError(
    "usage",
    `Expected the images as this change had left them, got others since: ${first}${others}`,
    {
      hint: "Nothing has been changed. This change is taken off the list; those before it can still be undone.",
    },
  );
}
