import { MorError } from "../../errors.ts";
import type { Scores } from "./metric-set.ts";

/** How far the sum of a row of probabilities may be from 1: four printed digits of 16 classes. */
const sumTolerance = 1e-3;

/**
 * Checks that scores can be scored: matching lengths, truths that are class indices, distinct class names, and rows
 * of probabilities. Passes for no rows.
 *
 * @throws MorError `predictions-invalid` with the first row that is wrong.
 */
export function checkScores({ classes, truth, probability, cluster }: Scores): void {
  const rows = truth.length;
  if (new Set(classes).size !== classes.length) {
    throw invalid(`Expected class names to be distinct, got ${JSON.stringify(classes)}.`);
  }
  if (probability.length !== rows * classes.length || cluster.length !== rows) {
    throw invalid(
      `Expected ${rows} x ${classes.length} probabilities and ${rows} clusters for ${rows} truths, ` +
        `got ${probability.length} and ${cluster.length}.`,
    );
  }
  for (let row = 0; row < rows; row++) {
    const label = truth[row] ?? Number.NaN;
    if (!Number.isInteger(label) || label < 0 || label >= classes.length) {
      throw invalid(
        `Expected the truth to be a class index below ${classes.length}, got ${label} (row ${row}).`,
      );
    }
    const start = row * classes.length;
    const problem = probabilityProblem(probability.subarray(start, start + classes.length));
    if (problem !== undefined) throw invalid(`${problem} (row ${row}).`);
  }
}

/** "Expected ..., got ..." when the numbers are not probabilities that sum to 1 (to 0.001); else `undefined`. */
export function probabilityProblem(row: ArrayLike<number>): string | undefined {
  let sum = 0;
  for (let k = 0; k < row.length; k++) {
    const value = row[k] ?? Number.NaN;
    // Rounding in float32 may leave a value just outside [0, 1].
    if (!(value >= -1e-6 && value <= 1 + 1e-6)) return `Expected probabilities within 0 and 1, got ${value}`;
    sum += value;
  }
  if (Math.abs(sum - 1) > sumTolerance) return `Expected probabilities that sum to 1, got a sum of ${sum}`;
  return undefined;
}

function invalid(message: string): MorError {
  return new MorError("predictions-invalid", message, {
    hint: "Give one row of probabilities per image or tile; apply softmax to logits first.",
  });
}
