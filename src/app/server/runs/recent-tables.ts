import { MorError } from "../../../errors.ts";
import type { PredictionTable } from "../../../learning/evaluation/predictions/prediction.ts";
import { readPredictions } from "../../../learning/evaluation/predictions/read-predictions.ts";
import { recentFiles } from "../recent-files.ts";

/** Gives the predictions of a file. @throws MorError as `readPredictions`. */
export type ReadTable = (file: string) => Promise<PredictionTable>;

/** Reads predictions, and keeps the `most` tables that were asked for last. */
export function recentTables(most: number, read: ReadTable = readPredictions): ReadTable {
  return recentFiles(most, read, noTable);
}

function noTable(file: string, cause: unknown): MorError {
  return new MorError("input-missing", `Expected predictions, got no such file (${file})`, {
    hint: "They are written when training has finished.",
    path: file,
    cause,
  });
}
