/** Dual coefficients (label times alpha) of the rows and the threshold: decision = sum of coefficient * kernel - rho. */
export interface DualSolution {
  readonly coefficients: Float64Array;
  readonly rho: number;
}

/**
 * Solves the dual of the support vector classifier with two classes: the least 0.5 a' Q a - sum(a) with y' a = 0 and
 * 0 <= a <= cost. Sequential minimal optimisation with second-order choice of the pair (Fan, Chen and Lin 2005, JMLR
 * 6:1889-1918), as in LIBSVM without shrinking.
 *
 * @param kernel [n, n]
 * @param signs 1 or -1 for each row; both must occur.
 * @param costs upper limit of each row's alpha.
 * @param tolerance largest violation of the optimality conditions; 1e-3 is LIBSVM's.
 */
export function solveDual(
  kernel: Float32Array,
  signs: Float64Array,
  costs: Float64Array,
  tolerance: number,
): DualSolution {
  const n = signs.length;
  const alpha = new Float64Array(n);
  const gradient = new Float64Array(n).fill(-1);
  const limit = Math.max(1_000_000, 100 * n); // far beyond what is ever needed; bounds the time
  for (let iteration = 0; iteration < limit; iteration++) {
    const pair = choosePair(kernel, signs, costs, alpha, gradient, tolerance);
    if (pair === undefined) break;
    step(kernel, signs, costs, alpha, gradient, pair[0], pair[1]);
  }
  const coefficients = alpha.map((value, i) => value * (signs[i] ?? 1));
  return { coefficients, rho: findThreshold(signs, costs, alpha, gradient) };
}

/** Keeps curvatures positive where rows are equal. */
const tau = 1e-12;

function choosePair(
  kernel: Float32Array,
  signs: Float64Array,
  costs: Float64Array,
  alpha: Float64Array,
  gradient: Float64Array,
  tolerance: number,
): [number, number] | undefined {
  const n = signs.length;
  let i = -1;
  let most = Number.NEGATIVE_INFINITY;
  for (let t = 0; t < n; t++) {
    const sign = signs[t] as number; // in range, as all below
    const isFree = sign > 0 ? (alpha[t] as number) < (costs[t] as number) : (alpha[t] as number) > 0;
    const value = -sign * (gradient[t] as number);
    if (isFree && value > most) {
      most = value;
      i = t;
    }
  }
  if (i < 0) return;
  let j = -1;
  let least = Number.POSITIVE_INFINITY;
  let bestGain = 0;
  const diagonal = kernel[i * n + i] as number;
  for (let t = 0; t < n; t++) {
    const sign = signs[t] as number;
    const isFree = sign > 0 ? (alpha[t] as number) > 0 : (alpha[t] as number) < (costs[t] as number);
    if (!isFree) continue;
    const value = -sign * (gradient[t] as number);
    if (value < least) least = value;
    const difference = most - value;
    if (difference <= 0) continue;
    const curvature = diagonal + (kernel[t * n + t] as number) - 2 * (kernel[i * n + t] as number);
    const gain = (difference * difference) / Math.max(curvature, tau);
    if (gain > bestGain) {
      bestGain = gain;
      j = t;
    }
  }
  return j < 0 || most - least < tolerance ? undefined : [i, j];
}

/** Moves the pair to its optimum along y' a = 0 within the box. */
function step(
  kernel: Float32Array,
  signs: Float64Array,
  costs: Float64Array,
  alpha: Float64Array,
  gradient: Float64Array,
  i: number,
  j: number,
): void {
  const n = signs.length;
  const [si, sj] = [signs[i] ?? 1, signs[j] ?? 1];
  const [ci, cj] = [costs[i] ?? 0, costs[j] ?? 0];
  const [ai, aj] = [alpha[i] ?? 0, alpha[j] ?? 0];
  const curvature = (kernel[i * n + i] ?? 0) + (kernel[j * n + j] ?? 0) - 2 * (kernel[i * n + j] ?? 0);
  // a_i grows by si * move, a_j by -sj * move.
  const wished = (-si * (gradient[i] ?? 0) + sj * (gradient[j] ?? 0)) / Math.max(curvature, tau);
  const room = Math.min(si > 0 ? ci - ai : ai, sj > 0 ? aj : cj - aj);
  const move = Math.min(wished, room);
  alpha[i] = clip(ai + si * move, ci);
  alpha[j] = clip(aj - sj * move, cj);
  const [ri, rj] = [i * n, j * n];
  for (let t = 0; t < n; t++) {
    const change = move * ((kernel[ri + t] as number) - (kernel[rj + t] as number)); // in range
    gradient[t] = (gradient[t] as number) + (signs[t] as number) * change; // in range
  }
}

/** Sums of steps that fill the box may miss its wall by rounding. */
function clip(value: number, most: number): number {
  if (value < 1e-12 * most) return 0;
  return value > most * (1 - 1e-12) ? most : value;
}

function findThreshold(
  signs: Float64Array,
  costs: Float64Array,
  alpha: Float64Array,
  gradient: Float64Array,
): number {
  let upper = Number.POSITIVE_INFINITY;
  let lower = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (let t = 0; t < signs.length; t++) {
    const value = (signs[t] ?? 1) * (gradient[t] ?? 0);
    const isLow = (alpha[t] ?? 0) <= 0;
    const isHigh = (alpha[t] ?? 0) >= (costs[t] ?? 0);
    if (!isLow && !isHigh) {
      sum += value;
      count++;
    } else if (isLow === (signs[t] ?? 1) > 0) upper = Math.min(upper, value);
    else lower = Math.max(lower, value);
  }
  return count > 0 ? sum / count : (upper + lower) / 2;
}
