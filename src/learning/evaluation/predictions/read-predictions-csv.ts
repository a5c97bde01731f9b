import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { MorError } from "../../../errors.ts";
import { probabilityProblem } from "../../metrics/check-scores.ts";
import type { Prediction, PredictionTable } from "./prediction.ts";

/**
 * Reads a CSV with a column `p_<class>` for each class, and of `path`, `group`, `quarterId` and `label` those that are
 * there. UTF-8, with or without byte-order mark, LF or CRLF.
 *
 * `predicted`, `confidence` and any other column are left aside: both follow from the probabilities. Without `path`
 * each row is an image, `row-1` and so on. Empty cells mean no group, no quarter, no label.
 *
 * @throws MorError `predictions-invalid` with the line that is wrong.
 */
export async function readPredictionsCsv(file: string): Promise<PredictionTable> {
  let header: Header | undefined;
  const predictions: Prediction[] = [];
  try {
    for await (const { record, line } of records(file)) {
      if (header === undefined) header = readHeader(record, file);
      else predictions.push(readRow(record, header, predictions.length, `${file}, line ${line}`));
    }
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const where = cause instanceof CsvError ? "rows of equal length with closed quotes" : "UTF-8 text";
    throw invalid(`Expected a CSV of ${where}, got: ${reason} (${file}).`, file, cause);
  }
  if (header === undefined) throw invalid(`Expected a header, got an empty file (${file}).`, file);
  return { classes: header.classes, predictions };
}

interface Header {
  readonly file: string;
  readonly classes: readonly string[];
  readonly known: ReadonlySet<string>;
  /** Column of each class. */
  readonly probabilities: readonly number[];
  readonly path: number;
  readonly group: number;
  readonly quarterId: number;
  readonly label: number;
}

async function* records(file: string): AsyncGenerator<{ record: readonly string[]; line: number }> {
  const parser = parse({
    info: true,
    skip_empty_lines: true,
    record_delimiter: ["\r\n", "\n"],
    // A quote that never closes must not swallow a large file.
    max_record_size: 1 << 20,
  });
  // Errors of the source arrive in the parser, which is iterated.
  pipeline(Readable.from(decode(file)), parser, () => {});
  for await (const item of parser) {
    // csv-parse yields { record, info } when `info` is set, and arrays of strings without `columns`.
    const { record, info } = item as { record: string[]; info: { lines: number } };
    yield { record, line: info.lines };
  }
}

async function* decode(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of createReadStream(file)) {
    const text = decoder.decode(chunk, { stream: true });
    if (text.length > 0) yield text;
  }
  const rest = decoder.decode();
  if (rest.length > 0) yield rest;
}

function readHeader(columns: readonly string[], file: string): Header {
  const probabilities = columns.flatMap((name, i) => (name.startsWith("p_") ? [i] : []));
  if (probabilities.length < 2) {
    const got = columns.slice(0, 8).join(",").slice(0, 200);
    throw invalid(`Expected at least two columns p_<class>, got the header "${got}" (${file}).`, file);
  }
  const repeated = columns.find((name, i) => meaningful.test(name) && columns.indexOf(name) !== i);
  if (repeated !== undefined) {
    throw invalid(`Expected each column once, got "${repeated}" again (${file}).`, file);
  }
  const classes = probabilities.map((i) => (columns[i] ?? "").slice("p_".length));
  return {
    file,
    classes,
    known: new Set(classes),
    probabilities,
    path: columns.indexOf("path"),
    group: columns.indexOf("group"),
    quarterId: columns.indexOf("quarterId"),
    label: columns.indexOf("label"),
  };
}

const meaningful = /^(p_.*|path|group|quarterId|label)$/su;

function readRow(record: readonly string[], header: Header, index: number, where: string): Prediction {
  const { file } = header;
  const path = header.path < 0 ? `row-${index + 1}` : (record[header.path] ?? "");
  if (path === "") throw invalid(`Expected a path, got an empty cell (${where}).`, file);
  const group = record[header.group] ?? "";
  const label = record[header.label] ?? "";
  const quarter = record[header.quarterId] ?? "";
  if (label !== "" && !header.known.has(label)) {
    const labels = header.classes.map((name) => JSON.stringify(name)).join(", ");
    throw invalid(`Expected one of the labels ${labels}, got ${JSON.stringify(label)} (${where}).`, file);
  }
  if (!/^\d{0,4}$/.test(quarter)) {
    throw invalid(`Expected quarterId to be a number such as 21, got "${quarter}" (${where}).`, file);
  }
  const probability = Float64Array.from(header.probabilities, (column) => toNumber(record[column] ?? ""));
  const problem = probabilityProblem(probability);
  if (problem !== undefined) throw invalid(`${problem} (${where}).`, file);
  return {
    path,
    ...(group === "" ? {} : { group }),
    ...(label === "" ? {} : { label }),
    ...(quarter === "" ? {} : { quarterId: Number(quarter) }),
    probability,
  };
}

/** Decimal numbers alone: `Number` would take "" for 0 and "0x1" for 1. */
function toNumber(cell: string): number {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell) ? Number(cell) : Number.NaN;
}

function invalid(message: string, path: string, cause?: unknown): MorError {
  return new MorError("predictions-invalid", message, {
    path,
    cause,
    hint: "Expected columns: path,group,label,predicted,confidence,p_<class>..., separated by commas, in UTF-8.",
  });
}
