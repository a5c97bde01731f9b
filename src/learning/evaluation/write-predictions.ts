import { open, rename, rm } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";
import { MorError } from "../../errors.ts";
import { predictedClasses } from "../metrics/confusion-matrix.ts";
import type { Prediction, PredictionTable } from "./prediction.ts";

/**
 * Writes `path,group,label,predicted,confidence,p_<class>...`, with `quarterId` after `group` when some row has one.
 * UTF-8 with LF, numbers in full precision, so that `readPredictions` gives the same table back. The file is written
 * beside its place and then renamed: it is never there in part. An existing file is replaced.
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
  const draft = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(draft, "w");
    try {
      await handle.writeFile(toCsv([header]));
      for (let start = 0; start < predictions.length; start += rowsAtOnce) {
        const rows = predictions.slice(start, start + rowsAtOnce);
        await handle.writeFile(toCsv(rows.map((row) => toCells(row, classes, tiled))));
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (cause) {
    await rm(draft, { force: true }).catch(() => {});
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MorError("output-unwritable", `Expected to write predictions, got: ${reason} (${file}).`, {
      path: file,
      cause,
      hint: "Check that the folder exists, may be written to, and that the disk has room.",
    });
  }
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
