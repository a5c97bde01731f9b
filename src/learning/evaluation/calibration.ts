import { MorError } from "../../errors.ts";

/** What the numbers are: outputs before softmax, or after it. */
export type ScoreKind = "logits" | "probabilities";

export interface Temperature {
  /** Divide logits by this. Above 1 the model was too sure of itself, below 1 not sure enough. */
  readonly temperature: number;
  /** Mean log loss of the rows before and after, in nats. */
  readonly logLossBefore: number;
  readonly logLossAfter: number;
  /** The best temperature lies beyond what is allowed, 0.05 to 20: too few rows, or all of them right. */
  readonly atBound: boolean;
}

/**
 * Fits the temperature that minimises the log loss. Fit it on the validation part, never on the rows to be scored.
 *
 * The loss is convex in 1 / temperature; the root of its derivative is found by bisection. Guo et al. (2017), ICML,
 * arXiv:1706.04599, section 4.2.
 *
 * @param scores row-major [rows, classCount], finite.
 * @param truth class index of each row.
 * @throws MorError `shape-mismatch` for no rows, for lengths that do not fit, and for numbers that are not finite.
 */
export function temperatureScaling(
  scores: ArrayLike<number>,
  truth: ArrayLike<number>,
  classCount: number,
  kind: ScoreKind,
): Temperature {
  const logits = toLogits(scores, classCount, kind);
  if (truth.length === 0 || logits.length !== truth.length * classCount) {
    const wanted = `${truth.length} x ${classCount} scores for ${truth.length} truths, at least one`;
    throw new MorError(
      "shape-mismatch",
      `Expected ${wanted}, got ${logits.length} scores (temperature scaling).`,
    );
  }
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] ?? Number.NaN;
    if (Number.isInteger(label) && label >= 0 && label < classCount) continue;
    throw new MorError(
      "shape-mismatch",
      `Expected a class index below ${classCount}, got ${label} (row ${row}).`,
    );
  }
  let low = Math.log(1 / highest);
  let high = Math.log(1 / lowest);
  const slopeAt = (logInverse: number): number =>
    logLossSlope(logits, truth, classCount, Math.exp(logInverse));
  const atBound = slopeAt(low) >= 0 || slopeAt(high) <= 0;
  // 50 halvings of ln(400) leave 5e-15.
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (slopeAt(middle) > 0) high = middle;
    else low = middle;
  }
  const temperature = Math.exp(-(low + high) / 2);
  return {
    temperature,
    logLossBefore: meanLogLoss(logits, truth, classCount, 1),
    logLossAfter: meanLogLoss(logits, truth, classCount, 1 / temperature),
    atBound,
  };
}

/**
 * Probabilities at a temperature: softmax(logits / temperature), row by row. The most probable class stays the same.
 *
 * @param scores row-major [rows, classCount], finite.
 * @throws MorError `shape-mismatch` for a temperature that is not above 0, and for numbers that are not finite.
 */
export function applyTemperature(
  scores: ArrayLike<number>,
  classCount: number,
  temperature: number,
  kind: ScoreKind,
): Float64Array {
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new MorError("shape-mismatch", `Expected a temperature above 0, got ${temperature}.`);
  }
  const logits = toLogits(scores, classCount, kind);
  const out = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classCount) {
    out.set(softmax(logits.subarray(start, start + classCount), 1 / temperature), start);
  }
  return out;
}

export interface Abstention {
  /** Answer "unknown" when the confidence is below this. `null` when no row was right. */
  readonly threshold: number | null;
  /** Share of the right answers that are kept, at least what was asked for; `null` when none was right. */
  readonly correctKept: number | null;
  /** Share of the wrong answers that are kept; `null` when none was wrong. */
  readonly wrongKept: number | null;
  /** Rows of the fit. */
  readonly count: number;
}

/**
 * The highest confidence threshold that keeps at least `coverage` of the right answers.
 *
 * No guarantee: it says how the validation part was answered, not how often an image of a class that the model never
 * saw is called unknown; such images can have a high confidence. Fit it on the validation part, after the
 * temperature. Chow (1970), IEEE Transactions on Information Theory 16:41-46, doi:10.1109/TIT.1970.1054406;
 * Hendrycks and Gimpel (2017), arXiv:1610.02136.
 *
 * @param confidence probability of the predicted class of each row.
 * @param correct whether the predicted class is the true one.
 * @throws MorError `shape-mismatch` for a coverage outside (0, 1], lengths that differ, and NaN.
 */
export function fitAbstention(
  confidence: ArrayLike<number>,
  correct: ArrayLike<boolean | number>,
  coverage = 0.95,
): Abstention {
  if (!(coverage > 0 && coverage <= 1) || confidence.length !== correct.length) {
    const got = `${coverage}, ${confidence.length} and ${correct.length}`;
    throw new MorError(
      "shape-mismatch",
      `Expected a coverage within (0, 1] and as many confidences as answers, got ${got}.`,
    );
  }
  const values = Float64Array.from(confidence);
  if (values.some(Number.isNaN)) {
    throw new MorError("shape-mismatch", "Expected confidences to be numbers, got NaN (abstention).");
  }
  const right = values.filter((_, row) => Boolean(correct[row])).sort();
  const wrong = values.filter((_, row) => !correct[row]);
  // Rounding must not turn 0.95 x 20 = 19.000000000000004 into a twentieth row.
  const dropped = right.length - Math.ceil(coverage * right.length - 1e-9);
  const threshold = right[dropped] ?? null;
  const kept = (rows: Float64Array): number | null =>
    threshold === null || rows.length === 0
      ? null
      : rows.filter((value) => value >= threshold).length / rows.length;
  return { threshold, correctKept: kept(right), wrongKept: kept(wrong), count: values.length };
}

const lowest = 0.05;
const highest = 20;

function toLogits(scores: ArrayLike<number>, classCount: number, kind: ScoreKind): Float64Array {
  const smallest = 1e-300;
  const logits = Float64Array.from(scores, (score) =>
    kind === "logits" ? score : Math.log(Math.max(score, smallest)),
  );
  if (classCount < 1 || logits.length % classCount !== 0 || !logits.every(Number.isFinite)) {
    const wanted = `finite ${kind} in rows of ${classCount}`;
    throw new MorError(
      "shape-mismatch",
      `Expected ${wanted}, got ${logits.length} numbers or some that are not finite.`,
    );
  }
  return logits;
}

/** Derivative of the mean log loss by the inverse temperature: expected logit minus the true class's. */
function logLossSlope(
  logits: Float64Array,
  truth: ArrayLike<number>,
  classCount: number,
  inverse: number,
): number {
  let sum = 0;
  for (let row = 0; row < truth.length; row++) {
    const line = logits.subarray(row * classCount, (row + 1) * classCount);
    const given = line[truth[row] ?? 0] ?? 0;
    softmax(line, inverse).forEach((share, k) => {
      sum += share * ((line[k] ?? 0) - given);
    });
  }
  return sum / truth.length;
}

function meanLogLoss(
  logits: Float64Array,
  truth: ArrayLike<number>,
  classCount: number,
  inverse: number,
): number {
  let sum = 0;
  for (let row = 0; row < truth.length; row++) {
    const line = logits.subarray(row * classCount, (row + 1) * classCount);
    const top = line.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const norm = line.reduce((total, value) => total + Math.exp((value - top) * inverse), 0);
    sum += Math.log(norm) - ((line[truth[row] ?? 0] ?? 0) - top) * inverse;
  }
  return sum / truth.length;
}

function softmax(line: Float64Array, inverse: number): Float64Array {
  const top = line.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = line.map((value) => Math.exp((value - top) * inverse));
  const norm = powers.reduce((total, value) => total + value, 0);
  return powers.map((power) => power / norm);
}
