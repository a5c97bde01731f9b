import { stringify } from "csv-stringify/sync";
import { writeWhole } from "../../files/write-whole.ts";
import { predictedClasses } from "../metrics/confusion-matrix.ts";
import type { Prediction, PredictionTable } from "./prediction.ts";

/**
 * Writes `path,group,label,predicted,confidence,p_<class>...`, with `quarterId` after `group` when some row has one.
 * UTF-8 with LF, numbers in full precision, so that `readPredictions` gives the same table back. The file is
 * never there in part. An existing file is replaced.
 *
 * @throws MorError `output-unwritable`.
 */
export async function writePredictions(
  file: string,
  { classes, predictions }: PredictionTable,
): Promise<void> {
  const tiled = predictions.some(({ quarterId }) => quarterId !== undefined);
  const header = [
    "path",
    "group",
    ...(tiled ? ["quarterId"] : []),
    "label",
    "predicted",
    "confidence",
    ...classes.map((label) => `p_${label}`),
  ];
  function* pieces(): Generator<string> {
    yield toCsv([header]);
    for (let start = 0; start < predictions.length; start += rowsAtOnce) {
      const rows = predictions.slice(start, start + rowsAtOnce);
      yield toCsv(rows.map((row) => toCells(row, classes, tiled)));
    }
  }
  await writeWhole(file, pieces());
}

const rowsAtOnce = 5000;

function toCells(row: Prediction, classes: readonly string[], tiled: boolean): string[] {
  const best = predictedClasses(row.probability, classes.length)[0] ?? 0;
  return [
    row.path,
    row.group ?? "",
    ...(tiled ? [String(row.quarterId ?? "")] : []),
    row.label ?? "",
    classes[best] ?? "",
    String(row.probability[best] ?? ""),
    ...Array.from(row.probability, String),
  ];
}

function toCsv(rows: readonly (readonly string[])[]): string {
  // A lone carriage return is not quoted otherwise, and would be read as the end of a line.
  return stringify(
    rows.map((cells) => [...cells]),
    { quoted_match: /\r/ },
  );
}
