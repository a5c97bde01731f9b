import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { MorError } from "../../errors.ts";
import { errnoOf } from "../../files/output-error.ts";
import { type Part, parsePart } from "./dataset.ts";

/** One row of a manifest, cells trimmed, label and group in Unicode NFC. */
export interface ManifestRow {
  /** Line of the file on which the row ends, counted from 1. */
  readonly line: number;
  /** As written, but with forward slashes. */
  readonly path: string;
  readonly label: string;
  readonly part?: Part;
  readonly group?: string;
  readonly columns: Readonly<Record<string, string>>;
}

export interface ReadManifestOptions {
  /** The column `label` may be missing and its cells empty, which gives empty labels; `split` may be filled in some rows. */
  readonly unlabelled?: boolean;
}

export interface Manifest {
  readonly rows: readonly ManifestRow[];
  /** Columns besides path, label, split and group, in their order. */
  readonly columns: readonly string[];
}

/**
 * Reads a CSV manifest with the columns `path,label[,split][,group][,any other]`.
 * Separated by comma, semicolon or tab (the header tells); UTF-8 with or without byte-order mark, or UTF-16
 * with one; any line ends; quotes as in RFC 4180. Column names are compared without case. Empty cells of
 * `group` mean no group; `split` is filled in every row or in none.
 *
 * @throws MorError `input-missing` when there is no such file; `manifest-invalid` for everything else, with
 * file and line.
 */
export async function readManifest(file: string, options: ReadManifestOptions = {}): Promise<Manifest> {
  const { unlabelled = false } = options;
  const name = basename(file);
  const lines = parseTable(decode(await readBytes(file), name, file), name, file);
  const header = lines[0];
  if (header === undefined) {
    throw invalid(`Expected a header with the columns path and label, got an empty file (${name})`, file);
  }
  const columns = header.cells.map((cell) => cell.trim().normalize("NFC"));
  const at = findColumns(columns, unlabelled ? ["path"] : ["path", "label"], name, file);
  const rows = lines.slice(1).map(({ cells, line }): ManifestRow => {
    const cell = (index: number): string => (cells[index] ?? "").trim();
    const where = `${name}, line ${line}`;
    const path = cell(at.path).replaceAll("\\", "/");
    const label = cell(at.label).normalize("NFC");
    if (path === "") throw invalid(`Expected a path, got an empty cell (${where})`, file);
    if (label === "" && !unlabelled) throw invalid(`Expected a label, got an empty cell (${where})`, file);
    const part = parsePart(cell(at.split));
    if (part === undefined && cell(at.split) !== "") {
      throw invalid(`Expected split to be train, val or test, got "${cell(at.split)}" (${where})`, file);
    }
    const group = cell(at.group).normalize("NFC");
    const others = at.others.map((index) => [columns[index] ?? "", cell(index).normalize("NFC")]);
    return {
      line,
      path,
      label,
      ...(part && { part }),
      ...(group !== "" && { group }),
      columns: Object.fromEntries(others),
    };
  });
  if (!unlabelled) checkSplit(rows, name, file);
  return { rows, columns: at.others.map((index) => columns[index] ?? "") };
}

interface Line {
  readonly cells: readonly string[];
  readonly line: number;
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const got = errnoOf(error) === "ENOENT" ? "no such file" : `an error (${errnoOf(error) ?? "unknown"})`;
    throw new MorError("input-missing", `Expected a manifest that can be read, got ${got} (${file})`, {
      hint: "Check the spelling of the path and the permissions of the file.",
      path: file,
      cause: error,
    });
  }
}

/** Excel's "Unicode text" is UTF-16 with a byte-order mark; all else must be UTF-8. TextDecoder drops the mark. */
function decode(bytes: Buffer, name: string, file: string): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new MorError("manifest-invalid", `Expected UTF-8 text, got other bytes (${name})`, {
      hint: 'Save the table as "CSV UTF-8" and try again.',
      path: file,
      cause: error,
    });
  }
}

function parseTable(text: string, name: string, file: string): Line[] {
  // Excel's own first line `sep=;` names the separator and is no row.
  const declared = /^sep=(.)\r?\n/.exec(text);
  const body = declared ? text.slice(declared[0].length) : text;
  const plain = declared ? undefined : splitPlainTable(body);
  if (plain !== undefined) return plain;
  try {
    const parsed = parse(body, {
      delimiter: declared?.[1] ?? guessSeparator(body),
      record_delimiter: ["\r\n", "\n", "\r"], // joined files may mix them
      info: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
    });
    // With `info` and without `columns`, each record comes as its cells and the parser's position.
    const records = parsed as unknown as { record: string[]; info: { lines: number } }[];
    return records.map(({ record, info }) => ({ cells: record, line: info.lines + (declared ? 1 : 0) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new MorError("manifest-invalid", `Expected a CSV table, got: ${error.message} (${name})`, {
      hint: "Each row needs as many cells as the header; a cell with a separator, quote or line end stands in double quotes.",
      path: file,
      cause: error,
    });
  }
}

/**
 * The lines of a table without quotes, other separators and uneven rows, as `writeManifest` makes most: ten times as fast
 * as the parser. `undefined` for any other text.
 */
function splitPlainTable(text: string): Line[] | undefined {
  if (/["\r;\t]/.test(text)) return undefined;
  const lines = text.split("\n").map((line, index): Line => ({ cells: line.split(","), line: index + 1 }));
  const filled = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ""));
  const width = filled[0]?.cells.length;
  return filled.every(({ cells }) => cells.length === width) ? filled : undefined;
}

/** The separator that the header holds most often, outside quotes. */
function guessSeparator(text: string): string {
  const header = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

interface ColumnPositions {
  readonly path: number;
  readonly label: number;
  readonly split: number;
  readonly group: number;
  readonly others: readonly number[];
}

function findColumns(
  columns: readonly string[],
  required: readonly string[],
  name: string,
  file: string,
): ColumnPositions {
  const keys = columns.map((column) => column.toLowerCase());
  const repeated = keys.find((key, index) => key !== "" && keys.indexOf(key) !== index);
  if (repeated !== undefined) {
    throw invalid(`Expected each column once, got "${repeated}" twice (${name}, line 1)`, file);
  }
  const known = ["path", "label", "split", "group"];
  const missing = required.filter((key) => !keys.includes(key));
  if (missing.length > 0) {
    throw new MorError(
      "manifest-invalid",
      `Expected the columns ${required.join(" and ")}, got ${columns.join(", ")} (${name}, line 1): ${missing.join(" and ")} missing`,
      { hint: `Rename the columns to ${required.join(" and ")}; split and group are optional.`, path: file },
    );
  }
  return {
    path: keys.indexOf("path"),
    label: keys.indexOf("label"),
    split: keys.indexOf("split"),
    group: keys.indexOf("group"),
    // Spreadsheets leave nameless columns at the end; they hold nothing that could be asked for.
    others: keys.flatMap((key, index) => (known.includes(key) || key === "" ? [] : [index])),
  };
}

function checkSplit(rows: readonly ManifestRow[], name: string, file: string): void {
  const without = rows.filter((row) => row.part === undefined);
  if (without.length === 0 || without.length === rows.length) return;
  throw new MorError(
    "manifest-invalid",
    `Expected split in every row or in none, got ${without.length} of ${rows.length} rows without (${name}, line ${without[0]?.line})`,
    { hint: "Fill the column split in every row, or remove it.", path: file },
  );
}

function invalid(message: string, file: string): MorError {
  return new MorError("manifest-invalid", message, {
    path: file,
    hint: "Correct the manifest and try again.",
  });
}
