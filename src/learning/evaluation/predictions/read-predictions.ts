import { open, stat } from "node:fs/promises";
import { MorError } from "../../../errors.ts";
import type { PredictionTable } from "./prediction.ts";
import { readPredictionsCsv } from "./read-predictions-csv.ts";
import { type Hdf5Options, readPredictionsHdf5 } from "./read-predictions-hdf5.ts";

/**
 * Reads predictions from a CSV (`readPredictionsCsv`) or an HDF5 file (`readPredictionsHdf5`); which of them is told
 * by the first bytes, not by the name.
 *
 * @throws MorError `input-missing` when there is no such file; `predictions-invalid` for anything that is not a table
 * of predictions.
 */
export async function readPredictions(file: string, options: Hdf5Options = {}): Promise<PredictionTable> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new MorError("input-missing", `Expected a file of predictions, got nothing there (${file}).`, {
      path: file,
      cause,
      hint: "Give the path of a CSV or HDF5 file.",
    });
  });
  if (!found.isFile()) {
    throw new MorError(
      "predictions-invalid",
      `Expected a file of predictions, got a folder or device (${file}).`,
      {
        path: file,
        hint: "Give the path of a CSV or HDF5 file.",
      },
    );
  }
  return (await startsAsHdf5(file)) ? readPredictionsHdf5(file, options) : readPredictionsCsv(file);
}

const signature = Buffer.from("\x89HDF\r\n\x1a\n", "latin1");

async function startsAsHdf5(file: string): Promise<boolean> {
  try {
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(signature.length), 0, signature.length, 0);
      return buffer.subarray(0, bytesRead).equals(signature);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new MorError("predictions-invalid", `Expected a file that can be read, got an error (${file}).`, {
      path: file,
      cause,
      hint: "Check the permissions of the file.",
    });
  }
}
