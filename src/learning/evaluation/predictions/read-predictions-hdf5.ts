import { randomUUID } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { Dataset, File } from "h5wasm";
import { MorError } from "../../../errors.ts";
import { probabilityProblem } from "../../metrics/check-scores.ts";
import type { Prediction, PredictionTable } from "./prediction.ts";

export interface Hdf5Options {
  /** Class names in the order of the columns. Six columns have the paper's classes by default. */
  readonly classes?: readonly string[];
  /** How many consecutive rows are tiles of one image; 4 by default, as in the paper. */
  readonly tilesPerImage?: number;
}

/**
 * Reads the paper's stored predictions: a data set `prediction` [rows, classes] of probabilities and a data set `truth`
 * of the same shape, whose largest number marks the true class (1 against 0, or 1 against -1).
 *
 * The files hold neither class names nor file names. Columns are the classes in alphabetical order, and rows the tiles
 * in the order of their file names, so that an image's four quarters stand together; the images are called `image-1`
 * and so on.
 *
 * @throws MorError `predictions-invalid` when the file is damaged, or is not such a file.
 */
export async function readPredictionsHdf5(file: string, options: Hdf5Options = {}): Promise<PredictionTable> {
  const hdf5 = await import("h5wasm");
  const library = await hdf5.ready;
  // Otherwise HDF5 writes its errors to stderr and the reason is lost.
  library.activate_throwing_error_handler();
  // The library sees a copy in memory: links inside the file reach no other file, and as the name is new each time,
  // nothing that it keeps of a damaged file is taken for the content of a later one.
  const copy = `/${randomUUID()}.h5`;
  let opened: File | undefined;
  try {
    const { size } = await stat(file);
    if (size > mostBytes) throw invalid(`Expected at most ${mostBytes} bytes, got ${size} (${file}).`, file);
    library.FS.writeFile(copy, await readFile(file));
    opened = new hdf5.File(copy, "r");
    const tables = ["prediction", "truth"].map((name) => {
      const found = opened?.get(name);
      if (found instanceof hdf5.Dataset) return readTable(found, name, file);
      throw invalid(`Expected a data set "${name}", got none (${file}).`, file);
    });
    const [prediction, truth] = tables;
    if (prediction === undefined || truth === undefined)
      throw invalid(`Expected two data sets (${file}).`, file);
    return toPredictions(prediction, truth, file, options);
  } catch (cause) {
    if (cause instanceof MorError) throw cause;
    throw invalid(
      `Expected an HDF5 file that can be read, got: ${deepestReason(cause)} (${file}).`,
      file,
      cause,
    );
  } finally {
    try {
      opened?.close();
    } catch {
      // A damaged file may fail to close, too; what counts was said above.
    }
    if (library.FS.analyzePath(copy).exists) library.FS.unlink(copy);
  }
}

const paperClasses = [
  "chlo_enlarged",
  "chlo_normal",
  "mito_elongated",
  "mito_normal",
  "pex_elongated",
  "pex_normal",
] as const;

/** More numbers than this are no predictions, and would not fit into memory. */
const mostNumbers = 5e7;
const mostBytes = 2 ** 29;

interface Table {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

function readTable(dataset: Dataset, name: string, file: string): Table {
  const shape = dataset.shape ?? [];
  const [rows = 0, columns = 0] = shape;
  if (shape.length !== 2 || columns < 2 || rows < 1 || rows * columns > mostNumbers) {
    throw invalid(`Expected "${name}" to be [rows, classes], got [${shape.join(", ")}] (${file}).`, file);
  }
  const value = dataset.value;
  if (!ArrayBuffer.isView(value) || value instanceof DataView) {
    throw invalid(`Expected "${name}" to hold numbers, got ${String(dataset.dtype)} (${file}).`, file);
  }
  const values = Float64Array.from<number | bigint>(value, Number);
  if (values.length !== rows * columns) {
    throw invalid(`Expected ${rows * columns} numbers in "${name}", got ${values.length} (${file}).`, file);
  }
  return { rows, columns, values };
}

function toPredictions(prediction: Table, truth: Table, file: string, options: Hdf5Options): PredictionTable {
  const { rows, columns } = prediction;
  const { tilesPerImage = 4 } = options;
  if (truth.rows !== rows || truth.columns !== columns) {
    const got = `[${truth.rows}, ${truth.columns}]`;
    throw invalid(`Expected "truth" to be [${rows}, ${columns}], got ${got} (${file}).`, file);
  }
  const classes = options.classes ?? (columns === paperClasses.length ? paperClasses : []);
  if (classes.length !== columns) {
    throw invalid(`Expected ${columns} class names, got ${classes.length} (${file}).`, file);
  }
  const labels = Array.from({ length: rows }, (_, row) => {
    const label = trueClass(truth.values.subarray(row * columns, (row + 1) * columns));
    if (label === undefined) {
      throw invalid(
        `Expected one true class in each row of "truth", got none or several (${file}, row ${row}).`,
        file,
      );
    }
    return label;
  });
  const first = (row: number): number => row - (row % tilesPerImage);
  const stray = labels.findIndex((label, row) => label !== labels[first(row)]);
  if (!(Number.isInteger(tilesPerImage) && tilesPerImage > 0) || rows % tilesPerImage !== 0 || stray >= 0) {
    throw invalid(
      `Expected ${tilesPerImage} consecutive rows of one true class for each image, got others (${file}).`,
      file,
    );
  }
  const predictions = labels.map((label, row): Prediction => {
    const probability = prediction.values.slice(row * columns, (row + 1) * columns);
    const problem = probabilityProblem(probability);
    if (problem !== undefined) throw invalid(`${problem} (${file}, row ${row}).`, file);
    return { path: `image-${first(row) / tilesPerImage + 1}`, label: classes[label] ?? "", probability };
  });
  return { classes, predictions };
}

/** Index of the single largest number; `undefined` when it is not single, or a number is NaN. */
function trueClass(row: Float64Array): number | undefined {
  const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const index = row.indexOf(most);
  return row.indexOf(most, index + 1) < 0 && index >= 0 ? index : undefined;
}

/** HDF5 reports a stack of errors; its last entry, `#007: file line 12 in call(): reason`, says what happened. */
function deepestReason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const entries = [...text.matchAll(/^\s*#\d+: .*?\(\): (.*)$/gm)];
  return entries.at(-1)?.[1] ?? text.split("\n", 1)[0] ?? "an unknown error";
}

function invalid(message: string, path: string, cause?: unknown): MorError {
  return new MorError("predictions-invalid", message, {
    path,
    cause,
    hint:
      "HDF5 predictions have two data sets, prediction and truth, of one row per tile. For other files give the " +
      "class names and the number of tiles per image, or write a CSV.",
  });
}
