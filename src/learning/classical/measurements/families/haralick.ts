import type { PreparedPlane } from "../plane/prepare-plane.ts";
import { type Measurements, quantile } from "../plane/statistics.ts";

/**
 * The first thirteen texture features of Haralick et al. (1973, doi:10.1109/TSMC.1973.4309314) at several distances, each
 * from one matrix of neighbours over the four angles and both directions: over the whole plane, and within the object in
 * the middle, where the grey levels are its own.
 */
export function measureHaralick({ unit, wide, height, width }: PreparedPlane): Measurements {
  const whole = unit.map((value) => level(value));
  const object = new Float32Array(unit.length).fill(-1);
  const inside = Float32Array.from(wide, (at) => unit[at] ?? 0).sort();
  const low = quantile(inside, 0.02);
  const range = quantile(inside, 0.98) - low;
  for (const at of wide) object[at] = range > 0 ? level(((unit[at] ?? 0) - low) / range) : 0;
  const all: [string, number][] = [];
  for (const [name, levels] of [
    ["plane", whole],
    ["object", object],
  ] as const) {
    for (const distance of [1, 2, 4]) {
      const matrix = cooccurrence(levels, height, width, distance, levelCount);
      for (const [feature, value] of haralickFeatures(matrix, levelCount)) {
        all.push([`${name}-${distance}-${feature}`, value]);
      }
    }
  }
  return all;
}

const levelCount = 16;

function level(value: number): number {
  return Math.max(0, Math.min(levelCount - 1, Math.floor(value * levelCount)));
}

/**
 * Counts of grey levels [levels, levels] of pixels at a distance in the four directions, symmetric; levels below 0 are no
 * pixels.
 */
export function cooccurrence(
  levels: Float32Array,
  height: number,
  width: number,
  distance: number,
  count: number,
): Float64Array {
  const out = new Float64Array(count * count);
  for (const [dy, dx] of [
    [0, 1],
    [1, 0],
    [1, 1],
    [1, -1],
  ] as const) {
    for (let y = 0; y + dy * distance < height; y++) {
      for (let x = dx < 0 ? distance : 0; x < (dx > 0 ? width - distance : width); x++) {
        const a = levels[y * width + x] ?? -1;
        const b = levels[(y + dy * distance) * width + x + dx * distance] ?? -1;
        if (a < 0 || b < 0) continue;
        out[a * count + b] = (out[a * count + b] ?? 0) + 1;
        out[b * count + a] = (out[b * count + a] ?? 0) + 1;
      }
    }
  }
  return out;
}

/** Zeros for a matrix without counts; the correlation of a constant texture is 1, as in scikit-image. */
export function haralickFeatures(counts: Float64Array, n: number): Measurements {
  let total = 0;
  for (const count of counts) total += count;
  const p = counts.map((count) => (total > 0 ? count / total : 0));
  const margin = new Float64Array(n);
  const sums = new Float64Array(2 * n - 1);
  const differences = new Float64Array(n);
  let energy = 0;
  let homogeneity = 0;
  let product = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const value = p[i * n + j] ?? 0;
      margin[i] = (margin[i] ?? 0) + value;
      sums[i + j] = (sums[i + j] ?? 0) + value;
      const gap = Math.abs(i - j);
      differences[gap] = (differences[gap] ?? 0) + value;
      energy += value * value;
      homogeneity += value / (1 + gap * gap);
      product += i * j * value;
    }
  }
  const mean = expectation(margin, (i) => i);
  const variance = expectation(margin, (i) => (i - mean) ** 2);
  const sumMean = expectation(sums, (i) => i);
  const differenceMean = expectation(differences, (i) => i);
  const joint = entropy(p);
  const own = entropy(margin);
  let crossed = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const independent = (margin[i] ?? 0) * (margin[j] ?? 0);
      if (independent > 0) crossed -= (p[i * n + j] ?? 0) * Math.log2(independent);
    }
  }
  const constant = total > 0 ? 1 : 0;
  return [
    ["angular-second-moment", energy],
    ["contrast", expectation(differences, (i) => i * i)],
    ["correlation", variance > 1e-12 ? (product - mean * mean) / variance : constant],
    ["variance", variance],
    ["inverse-difference-moment", homogeneity],
    ["sum-average", sumMean],
    ["sum-variance", expectation(sums, (i) => (i - sumMean) ** 2)],
    ["sum-entropy", entropy(sums)],
    ["entropy", joint],
    ["difference-variance", expectation(differences, (i) => (i - differenceMean) ** 2)],
    ["difference-entropy", entropy(differences)],
    ["information-1", own > 1e-12 ? (joint - crossed) / own : 0],
    // The matrix is symmetric, so that the entropy of the independent pair is twice that of one.
    ["information-2", Math.sqrt(Math.max(0, 1 - Math.exp(-2 * (2 * own - joint))))],
  ];
}

function expectation(p: Float64Array, value: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += (p[i] ?? 0) * value(i);
  return sum;
}

function entropy(p: Float64Array): number {
  let sum = 0;
  for (const value of p) if (value > 0) sum -= value * Math.log2(value);
  return sum;
}
