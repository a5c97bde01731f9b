import { throwIfCancelled } from "../../../errors.ts";
import type { Pause } from "../pause.ts";
import { solveDual } from "./solve-dual.ts";

/** Machines for each pair of classes over a set of rows. */
export interface PairwiseMachines {
  /** Rows that support a machine, in rising order, as positions in the kernel. */
  readonly supports: Int32Array;
  /** Class of each support. */
  readonly classes: Int32Array;
  /** [supports, K]: coefficient of a support in the machine of its class and class k; 0 for its own class. */
  readonly coefficients: Float32Array;
  /** [K, K]: rho of class i against class j, for i < j; its negative for i > j. */
  readonly thresholds: Float32Array;
  /** 1 for the classes [K] that were learnt. */
  readonly present: Float32Array;
}

export interface PairwiseOptions {
  readonly classCount: number;
  readonly cost: number;
  readonly gamma: number;
  /** Factor of the cost for each class [K]. */
  readonly classWeights: ArrayLike<number>;
  readonly tolerance: number;
  readonly pause: Pause;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Learns a machine for each pair of classes, with the kernel exp(-gamma * distance^2).
 *
 * @param distances squared distances of all rows, [n, n].
 * @param rows which of them are learnt.
 */
export async function fitPairwiseMachines(
  distances: Float32Array,
  labels: Int32Array,
  rows: Int32Array,
  options: PairwiseOptions,
): Promise<PairwiseMachines> {
  const { classCount, cost, gamma, classWeights, tolerance } = options;
  const total = labels.length;
  const members = Array.from({ length: classCount }, (_, k) => rows.filter((row) => labels[row] === k));
  const all = new Float32Array(total * classCount);
  const thresholds = new Float32Array(classCount * classCount);
  for (let i = 0; i < classCount; i++) {
    for (let j = i + 1; j < classCount; j++) {
      const [first, second] = [members[i] ?? new Int32Array(), members[j] ?? new Int32Array()];
      if (first.length === 0 || second.length === 0) continue;
      throwIfCancelled(options.signal);
      const both = Int32Array.of(...first, ...second);
      const kernel = kernelOf(distances, total, both, gamma);
      const signs = Float64Array.from(both, (_, index) => (index < first.length ? 1 : -1));
      const costs = signs.map((sign) => cost * (classWeights[sign > 0 ? i : j] ?? 1));
      const { coefficients, rho } = solveDual(kernel, signs, costs, tolerance);
      for (const [a, row] of both.entries()) {
        all[row * classCount + (a < first.length ? j : i)] = coefficients[a] ?? 0;
      }
      thresholds[i * classCount + j] = rho;
      thresholds[j * classCount + i] = -rho;
      await options.pause();
    }
  }
  const supports = rows
    .filter((row) => all.subarray(row * classCount, (row + 1) * classCount).some((value) => value !== 0))
    .sort();
  const coefficients = new Float32Array(supports.length * classCount);
  for (const [index, row] of supports.entries()) {
    coefficients.set(all.subarray(row * classCount, (row + 1) * classCount), index * classCount);
  }
  return {
    supports,
    classes: supports.map((row) => labels[row] ?? 0),
    coefficients,
    thresholds,
    present: Float32Array.from(members, ({ length }) => (length > 0 ? 1 : 0)),
  };
}

function kernelOf(distances: Float32Array, total: number, rows: Int32Array, gamma: number): Float32Array {
  const count = rows.length;
  const out = new Float32Array(count * count);
  for (let a = 0; a < count; a++) {
    const from = (rows[a] ?? 0) * total;
    for (let b = 0; b <= a; b++) {
      const value = Math.exp(-gamma * (distances[from + (rows[b] ?? 0)] ?? 0));
      out[a * count + b] = value;
      out[b * count + a] = value;
    }
  }
  return out;
}

/**
 * Decision values [K, K] of one row, positive where class i wins against class j, written into `out`.
 *
 * @param kernel of the row with each support.
 */
export function pairwiseDecisions(
  { classes, coefficients, thresholds }: Omit<PairwiseMachines, "supports" | "present">,
  kernel: Float64Array,
  out: Float64Array,
): void {
  const classCount = Math.round(Math.sqrt(thresholds.length));
  for (let pair = 0; pair < out.length; pair++) out[pair] = -(thresholds[pair] ?? 0);
  for (let s = 0; s < classes.length; s++) {
    const own = classes[s] ?? 0;
    const value = kernel[s] ?? 0;
    for (let other = 0; other < classCount; other++) {
      // Coefficients carry the sign of the machine (lower class positive).
      const part = value * (coefficients[s * classCount + other] ?? 0);
      const [i, j] = own < other ? [own, other] : [other, own];
      out[i * classCount + j] = (out[i * classCount + j] ?? 0) + part;
      out[j * classCount + i] = (out[j * classCount + i] ?? 0) - part;
    }
  }
}

/**
 * Score of each class: the mean over the other classes of its decision values, cut at the margin (-1 to 1); -1 for classes
 * that were not learnt.
 */
export function classScores(
  decisions: Float64Array,
  present: Float32Array,
  out: Float32Array,
  from: number,
): void {
  const classCount = present.length;
  const learnt = present.reduce((sum, value) => sum + value, 0);
  for (let i = 0; i < classCount; i++) {
    let sum = 0;
    for (let j = 0; j < classCount; j++) {
      if (i === j || present[j] === 0) continue;
      sum += Math.max(-1, Math.min(1, decisions[i * classCount + j] ?? 0));
    }
    out[from + i] = present[i] === 0 ? -1 : sum / Math.max(1, learnt - 1);
  }
}
