import { assignUnits } from "../../data/partition/assign-units.ts";
import type { SplitUnit } from "../../data/partition/split-units.ts";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";

/** Rows to learn from and rows to judge by; together all rows, with no group on both sides. */
export interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

export interface GroupedFoldsOptions {
  readonly classCount: number;
  /** Number of folds, at least 2; as many as there are groups when these are fewer. */
  readonly k: number;
  readonly seed: number;
}

/**
 * Cuts rows into folds, stratified by class; groups are never cut. A class with a single group is absent from the
 * training rows of one fold.
 *
 * @param groups one name per row, or undefined when every row stands for itself.
 * @throws MorError `usage` for k below 2; `partition-impossible` for fewer than two groups.
 */
export function groupedFolds(
  labels: Int32Array,
  groups: readonly string[] | undefined,
  { classCount, k, seed }: GroupedFoldsOptions,
): Fold[] {
  if (!Number.isInteger(k) || k < 2) {
    throw new MorError("usage", `Expected at least 2 folds, got ${k} (cross-validation)`, {
      hint: "3 and 5 are usual.",
    });
  }
  const units = toUnits(labels, groups);
  if (units.length < 2) {
    throw new MorError(
      "partition-impossible",
      `Expected at least 2 groups to validate on, got ${units.length}`,
      { hint: "Give images of other groups, or a validation part." },
    );
  }
  const count = Math.min(k, units.length);
  const classes = Array.from({ length: classCount }, (_, index) => String(index));
  const shares = new Array<number>(count).fill(1 / count);
  const assigned = assignUnits(units, classes, shares, createRandom(seed).fork("cross-validation"));
  const foldOf = new Int32Array(labels.length);
  for (const [index, unit] of units.entries()) {
    for (const member of unit.members) foldOf[member] = assigned[index] ?? 0;
  }
  return shares
    .map((_, fold) => ({
      train: rowsWhere(foldOf, (value) => value !== fold),
      validation: rowsWhere(foldOf, (value) => value === fold),
    }))
    .filter(({ train, validation }) => train.length > 0 && validation.length > 0);
}

/** How good predictions on rows that were not learnt are. */
export interface ValidationScore {
  readonly accuracy: number;
  /** Mean of -ln(probability of the true class), probabilities not below 1e-7. */
  readonly logLoss: number;
}

export type Criterion = "logLoss" | "accuracy";

export interface CrossValidationOptions<Candidate> {
  readonly labels: Int32Array;
  readonly classCount: number;
  readonly folds: readonly Fold[];
  readonly candidates: readonly Candidate[];
  /** Learns the fold's training rows and returns probabilities [validation rows, K]. */
  readonly predict: (candidate: Candidate, fold: Fold, index: number) => Promise<Float32Array>;
  /** `accuracy` by default; ties are decided by the other one. */
  readonly criterion?: Criterion;
  /** Called after each fit. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CrossValidation<Candidate> {
  readonly best: Candidate;
  readonly score: ValidationScore;
  /** Scores over the rows of all folds together, in the order of the candidates. */
  readonly scores: readonly ValidationScore[];
  /** Probabilities [rows, K] of the best candidate, each row predicted by the fit that had not seen its group. */
  readonly probabilities: Float32Array;
}

/** Tries every candidate on every fold and keeps the best. @throws MorError `usage` for no candidates; `cancelled`. */
export async function crossValidate<Candidate>(
  options: CrossValidationOptions<Candidate>,
): Promise<CrossValidation<Candidate>> {
  const { labels, classCount, folds, candidates, predict, criterion = "accuracy", onProgress } = options;
  const total = folds.length * candidates.length;
  const scores: ValidationScore[] = [];
  let chosen: Omit<CrossValidation<Candidate>, "scores"> | undefined;
  for (const [position, candidate] of candidates.entries()) {
    const probabilities = new Float32Array(labels.length * classCount);
    for (const [index, fold] of folds.entries()) {
      throwIfCancelled(options.signal);
      scatterRows(await predict(candidate, fold, index), fold.validation, classCount, probabilities);
      onProgress?.(position * folds.length + index + 1, total);
    }
    const score = scorePredictions(probabilities, labels, classCount);
    scores.push(score);
    if (chosen === undefined || isBetter(score, chosen.score, criterion)) {
      chosen = { best: candidate, score, probabilities };
    }
  }
  if (chosen === undefined) throw new MorError("usage", "Expected candidates to choose from, got none");
  return { ...chosen, scores };
}

/** @param probabilities [rows, K]. */
export function scorePredictions(
  probabilities: Float32Array,
  labels: Int32Array,
  classCount: number,
): ValidationScore {
  let hits = 0;
  let loss = 0;
  for (const [row, label] of labels.entries()) {
    const from = row * classCount;
    const own = probabilities[from + label] ?? 0;
    let isTop = true;
    for (let k = 0; k < classCount; k++) {
      const other = probabilities[from + k] ?? 0;
      if (other > own || (other === own && k < label)) isTop = false;
    }
    if (isTop) hits++;
    loss -= Math.log(Math.max(own, 1e-7));
  }
  return { accuracy: hits / labels.length, logLoss: loss / labels.length };
}

export function isBetter(a: ValidationScore, b: ValidationScore, criterion: Criterion): boolean {
  if (criterion === "logLoss") return a.logLoss < b.logLoss;
  return a.accuracy > b.accuracy || (a.accuracy === b.accuracy && a.logLoss < b.logLoss);
}

/** Writes rows [rows.length, K] to their places in [N, K]. */
export function scatterRows(
  from: Float32Array,
  rows: Int32Array,
  classCount: number,
  into: Float32Array,
): void {
  for (const [index, row] of rows.entries()) {
    into.set(from.subarray(index * classCount, (index + 1) * classCount), row * classCount);
  }
}

/** Weight of each class so that all count alike, scikit-learn's "balanced": n / (K * rows of the class); 0 for absent ones. */
export function balancedClassWeights(
  labels: Int32Array,
  rows: Int32Array,
  classCount: number,
): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(classCount);
  for (const row of rows) {
    const label = labels[row] ?? 0;
    counts[label] = (counts[label] ?? 0) + 1;
  }
  const present = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
  return counts.map((count) => (count > 0 ? rows.length / (present * count) : 0));
}

function toUnits(labels: Int32Array, groups: readonly string[] | undefined): SplitUnit[] {
  const units = new Map<string, { members: number[]; counts: Map<number, number> }>();
  for (const [row, label] of labels.entries()) {
    const key = groups?.[row] ?? `row ${row}`;
    const unit = units.get(key) ?? { members: [], counts: new Map<number, number>() };
    unit.members.push(row);
    unit.counts.set(label, (unit.counts.get(label) ?? 0) + 1);
    units.set(key, unit);
  }
  return [...units].map(([key, unit]) => ({ key, ...unit }));
}

function rowsWhere(values: Int32Array, test: (value: number) => boolean): Int32Array {
  return Int32Array.from([...values.keys()].filter((row) => test(values[row] ?? 0)));
}
