import { writeWhole } from "../../../files/write-whole.ts";
import { predictedClasses } from "../../metrics/confusion-matrix.ts";
import type { Prediction, PredictionTable } from "./prediction.ts";

/**
 * Writes `path,group,label,predicted,confidence,p_<class>...`, with `quarterId` after `group` when some row has one.
 * UTF-8 with LF, numbers in full precision, so that `readPredictions` gives the same table back. The file is
 * never there in part. An existing file is replaced.
 *
 * @param threshold confidence below which `predicted` is "none of these"; by default every row has a class.
 * @throws MorError `output-unwritable`.
 */
export async function writePredictions(
  file: string,
  { classes, predictions }: PredictionTable,
  threshold: number = 0,
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
  const { stringify } = await import("csv-stringify/sync"); // a prediction without a table starts sooner
  const toCsv = (rows: readonly (readonly string[])[]): string =>
    // A lone carriage return is not quoted otherwise, and would be read as the end of a line.
    stringify(
      rows.map((cells) => [...cells]),
      { quoted_match: /\r/ },
    );
  function* pieces(): Generator<string> {
    yield toCsv([header]);
    for (let start = 0; start < predictions.length; start += rowsAtOnce) {
      const rows = predictions.slice(start, start + rowsAtOnce);
      yield toCsv(rows.map((row) => toCells(row, classes, tiled, threshold)));
    }
  }
  await writeWhole(file, pieces());
}

const rowsAtOnce = 5000;

/** The verdict on an image that the model is not sure about. */
const noneOfThese = "none of these";

function toCells(row: Prediction, classes: readonly string[], tiled: boolean, threshold: number): string[] {
  const best = predictedClasses(row.probability, classes.length)[0] ?? 0;
  return [
    row.path,
    row.group ?? "",
    ...(tiled ? [String(row.quarterId ?? "")] : []),
    row.label ?? "",
    (row.probability[best] ?? 0) < threshold ? noneOfThese : (classes[best] ?? ""),
    String(row.probability[best] ?? ""),
    ...Array.from(row.probability, String),
  ];
}
