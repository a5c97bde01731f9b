import { stringify } from "csv-stringify/sync";
import { writeWhole } from "../../files/write-whole.ts";
import { byCodePoint } from "./code-point-order.ts";
import type { Sample } from "./dataset.ts";

/** What a manifest stores of a sample. */
export type ManifestEntry = Pick<Sample, "path" | "label" | "part" | "group" | "columns">;

/**
 * Writes `path,label,split,group` and all further columns, sorted by name, as RFC 4180 with LF line ends, whole
 * or not at all. Rows stand in the order given. `split` and `group` are left out when no sample has them,
 * and `label` when all are empty. Read again with `readManifest`, the rows are the same.
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
  const names = new Set(["path", "label", "split", "group"]);
  const others = [...new Set(samples.flatMap((sample) => Object.keys(sample.columns)))]
    .filter((column) => !names.has(column.toLowerCase()))
    .sort(byCodePoint);
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
    ...others.map((column) => sample.columns[column] ?? ""),
  ]);
  return [header, ...rows].map(formatRow).join("");
}

/** Most rows need no quotes, and 50,000 of them are written with every change on the page. */
function formatRow(cells: readonly string[]): string {
  return cells.every(isPlain) ? `${cells.join(",")}\n` : stringify([cells]);
}

function isPlain(cell: string): boolean {
  return /^[^\s",;\\]*$/.test(cell);
}
