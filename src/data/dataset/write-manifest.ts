import { stringify } from "csv-stringify/sync";
import { writeWhole } from "../../files/write-whole.ts";
import { byCodePoint } from "./code-point-order.ts";
import type { Sample } from "./dataset.ts";

/** What a manifest stores of a sample. */
export type ManifestEntry = Pick<Sample, "path" | "label" | "part" | "group" | "columns">;

/**
 * Writes `path,label,split,group` and all further columns, sorted by name, as RFC 4180 with LF line ends, whole
 * or not at all. Rows stand in the order given. `split` and `group` are left out when no sample has them,
 * and `label` when all are empty. Columns whose names differ in case alone are one, by the name that came first. Read again
 * with `readManifest`, the rows are the same.
 *
 * @throws MorError `output-unwritable`.
 */
export async function writeManifest(file: string, samples: readonly ManifestEntry[]): Promise<void> {
  await writeWhole(file, formatManifest(samples));
}

/** The text of a manifest; a header alone for no samples. */
export function formatManifest(samples: readonly ManifestEntry[]): string {
  const withLabel = samples.length === 0 || samples.some((sample) => sample.label !== "");
  const withSplit = samples.some((sample) => sample.part !== undefined);
  const withGroup = samples.some((sample) => sample.group !== undefined);
  const spellings = columnSpellings(samples);
  const others = [...new Set(spellings.values())].sort(byCodePoint);
  const header = [
    "path",
    ...(withLabel ? ["label"] : []),
    ...(withSplit ? ["split"] : []),
    ...(withGroup ? ["group"] : []),
    ...others,
  ];
  const rows = samples.map((sample) => [
    sample.path,
    ...(withLabel ? [sample.label] : []),
    ...(withSplit ? [sample.part ?? ""] : []),
    ...(withGroup ? [sample.group ?? ""] : []),
    ...cellsOf(sample, others, spellings),
  ]);
  return [header, ...rows].map(formatRow).join("");
}

const ownColumns: ReadonlySet<string> = new Set(["path", "label", "split", "group"]);

/** The one spelling of each further column, by its name in small letters: a manifest's columns are compared without case. */
export function columnSpellings(
  samples: readonly Pick<ManifestEntry, "columns">[],
): ReadonlyMap<string, string> {
  const spellings = new Map<string, string>();
  const seen = new Set<string>();
  for (const { columns } of samples) {
    for (const column in columns) {
      if (seen.has(column)) continue;
      seen.add(column);
      const key = column.normalize("NFC").toLowerCase();
      if (!ownColumns.has(key) && !spellings.has(key)) spellings.set(key, column);
    }
  }
  return spellings;
}

/** Columns by their one spelling; the first that is filled counts where a sample has several. */
export function respellColumns(
  columns: Readonly<Record<string, string>>,
  spellings: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const names = Object.keys(columns);
  const spellingOf = (name: string): string => spellings.get(name.normalize("NFC").toLowerCase()) ?? name;
  if (names.every((name) => spellingOf(name) === name)) return columns;
  const made = new Map<string, string>();
  for (const name of names) made.set(spellingOf(name), made.get(spellingOf(name)) || (columns[name] ?? ""));
  return Object.fromEntries(made);
}

function cellsOf(
  { columns }: ManifestEntry,
  others: readonly string[],
  spellings: ReadonlyMap<string, string>,
): readonly string[] {
  if (others.length === 0) return [];
  const respelled = respellColumns(columns, spellings);
  return others.map((column) => respelled[column] ?? "");
}

/** Most rows need no quotes, and 50,000 of them are written with every change on the page. */
function formatRow(cells: readonly string[]): string {
  return cells.every(isPlain) ? `${cells.join(",")}\n` : stringify([cells]);
}

function isPlain(cell: string): boolean {
  return /^[^\s",;\\]*$/.test(cell);
}
