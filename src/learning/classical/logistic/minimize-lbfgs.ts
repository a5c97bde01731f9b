/** A smooth function: writes its gradient at `point` into `gradient` and returns its value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => Promise<number>;

export interface MinimizeOptions {
  /** Done when no element of the gradient is larger. */
  readonly tolerance: number;
  readonly maxIterations: number;
}

export interface Minimum {
  readonly value: number;
  readonly iterations: number;
  /** False when the iterations ran out or rounding stopped all progress before the tolerance was met. */
  readonly converged: boolean;
}

/**
 * Minimises a function from `point` on, which is overwritten with the minimum.
 *
 * Limited-memory BFGS with ten corrections (Nocedal and Wright 2006, algorithm 7.5) and a line search that bisects
 * until the weak Wolfe conditions hold (Lewis and Overton 2013, doi:10.1007/s10107-012-0514-2).
 */
export async function minimizeLbfgs(
  objective: Objective,
  point: Float64Array,
  { tolerance, maxIterations }: MinimizeOptions,
): Promise<Minimum> {
  const size = point.length;
  const corrections: Correction[] = [];
  let gradient = new Float64Array(size);
  const trial: Float64Array = new Float64Array(size);
  let trialGradient = new Float64Array(size);
  let value = await objective(point, gradient);
  let iterations = 0;
  for (; iterations < maxIterations; iterations++) {
    if (largest(gradient) <= tolerance) return { value, iterations, converged: true };
    let direction = descentDirection(gradient, corrections);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      corrections.length = 0;
      direction = gradient.map((element) => -element);
      slope = dot(direction, gradient);
    }
    let step = corrections.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    let low = 0;
    let high = Number.POSITIVE_INFINITY;
    let found = false;
    let trialValue = value;
    for (let attempt = 0; attempt < 40; attempt++) {
      for (let i = 0; i < size; i++) trial[i] = (point[i] ?? 0) + step * (direction[i] ?? 0);
      trialValue = await objective(trial, trialGradient);
      if (!(trialValue <= value + 1e-4 * step * slope)) high = step;
      else if (dot(direction, trialGradient) < 0.9 * slope) low = step;
      else {
        found = true;
        break;
      }
      step = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2;
    }
    if (!found && !(trialValue < value)) break;
    remember(corrections, point, trial, gradient, trialGradient);
    point.set(trial);
    [gradient, trialGradient] = [trialGradient, gradient];
    value = trialValue;
  }
  return { value, iterations, converged: largest(gradient) <= tolerance };
}

/** A step, the change of the gradient along it, and 1 / their product. */
interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

const maxCorrections = 10;

function remember(
  corrections: Correction[],
  from: Float64Array,
  to: Float64Array,
  gradientFrom: Float64Array,
  gradientTo: Float64Array,
): void {
  const oldest = corrections.length === maxCorrections ? corrections.shift() : undefined;
  const step = oldest?.step ?? new Float64Array(from.length);
  const change = oldest?.change ?? new Float64Array(from.length);
  for (let i = 0; i < from.length; i++) {
    step[i] = (to[i] ?? 0) - (from[i] ?? 0);
    change[i] = (gradientTo[i] ?? 0) - (gradientFrom[i] ?? 0);
  }
  const curvature = dot(step, change);
  if (curvature > 1e-300) corrections.push({ step, change, rho: 1 / curvature });
}

function descentDirection(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const direction = gradient.map((element) => -element);
  const alphas: number[] = [];
  for (const { step, change, rho } of corrections.toReversed()) {
    const alpha = rho * dot(step, direction);
    alphas.push(alpha);
    addScaled(direction, change, -alpha);
  }
  const last = corrections.at(-1);
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change));
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] ?? 0) * scale;
  }
  for (const { step, change, rho } of corrections) {
    const alpha = alphas.pop() ?? 0;
    addScaled(direction, step, alpha - rho * dot(change, direction));
  }
  return direction;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] ?? 0) + factor * (source[i] ?? 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function largest(values: Float64Array): number {
  let top = 0;
  for (const value of values) top = Math.max(top, Math.abs(value));
  return top;
}
