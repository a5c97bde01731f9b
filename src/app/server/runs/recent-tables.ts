import { stat } from "node:fs/promises";
import { MorError } from "../../../errors.ts";
import type { PredictionTable } from "../../../learning/evaluation/prediction.ts";
import { readPredictions } from "../../../learning/evaluation/read-predictions.ts";

/** Gives the predictions of a file. @throws MorError as `readPredictions`. */
export type ReadTable = (file: string) => Promise<PredictionTable>;

/**
 * Reads predictions, and keeps the `most` tables that were asked for last: a page asks for the same one several times. A
 * file that has changed is read anew.
 */
export function recentTables(most: number, read: ReadTable = readPredictions): ReadTable {
  const kept = new Map<string, { readonly version: string; readonly table: Promise<PredictionTable> }>();
  return async (file) => {
    const version = await versionOf(file);
    const known = kept.get(file);
    kept.delete(file);
    const entry = known?.version === version ? known : { version, table: read(file) };
    kept.set(file, entry);
    for (const oldest of [...kept.keys()].slice(0, -most)) kept.delete(oldest);
    try {
      return await entry.table;
    } catch (error) {
      if (kept.get(file) === entry) kept.delete(file);
      throw error;
    }
  };
}

async function versionOf(file: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (cause) {
    throw new MorError("input-missing", `Expected predictions, got no such file (${file})`, {
      hint: "They are written when training has finished.",
      path: file,
      cause,
    });
  }
}
