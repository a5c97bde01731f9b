import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { MorError } from "../../../errors.ts";

/** A row of a table of predictions, as it is to be read. */
export interface StoredVerdict {
  readonly path: string;
  /** `null`: none of these. */
  readonly predicted: string | null;
  readonly mostProbable: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface StoredVerdicts {
  readonly classes: readonly string[];
  readonly rows: readonly StoredVerdict[];
}

/**
 * The verdicts of a table that `writePredictions` has written, with the threshold that it was written with; what
 * `readPredictions` computes anew from probabilities is taken as it stands.
 * @throws MorError `input-missing`, `predictions-invalid`.
 */
export async function readVerdicts(file: string): Promise<StoredVerdicts> {
  const rows: StoredVerdict[] = [];
  let columns: readonly string[] | undefined;
  try {
    const source = createReadStream(file);
    const parser = parse({ bom: true, skip_empty_lines: true, max_record_size: 1 << 20 });
    source.on("error", (error) => parser.destroy(error));
    for await (const cells of source.pipe(parser)) {
      const row = cells as readonly string[]; // csv-parse yields arrays of strings without `columns`
      if (columns === undefined) columns = checkHeader(row, file);
      else rows.push(readRow(row, columns));
    }
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new MorError(
      missing ? "input-missing" : "predictions-invalid",
      `Expected a table of predictions, got ${missing ? "nothing there" : "something else"} (${file})`,
      { hint: "Predict again.", path: file, cause },
    );
  }
  return { classes: (columns ?? []).filter(isClass).map((name) => name.slice(2)), rows };
}

function isClass(column: string): boolean {
  return column.startsWith("p_");
}

function checkHeader(header: readonly string[], file: string): readonly string[] {
  if (["path", "predicted", "confidence"].every((name) => header.includes(name)) && header.some(isClass))
    return header;
  throw new MorError("predictions-invalid", `Expected a table of predictions, got other columns (${file})`, {
    hint: "Give a table that mor predict has written.",
    path: file,
  });
}

function readRow(cells: readonly string[], columns: readonly string[]): StoredVerdict {
  const at = (name: string): string => cells[columns.indexOf(name)] ?? "";
  let [best, mostProbable] = [Number.NEGATIVE_INFINITY, ""];
  for (const [index, name] of columns.entries()) {
    const value = isClass(name) ? Number(cells[index]) : Number.NEGATIVE_INFINITY;
    if (value > best) [best, mostProbable] = [value, name.slice(2)];
  }
  const predicted = at("predicted");
  return {
    path: at("path"),
    predicted: predicted === mostProbable ? predicted : null,
    mostProbable,
    confidence: Number(at("confidence")),
  };
}
