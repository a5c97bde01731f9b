import type { Random } from "../../../tensor/random.ts";
import type { BinnedMatrix } from "./bin-columns.ts";

/** What a search for a cut reads, and its scratch space. */
export interface SplitSearch {
  readonly x: BinnedMatrix;
  readonly labels: Int32Array;
  readonly classWeights: Float64Array;
  readonly rows: Int32Array;
  readonly minLeaf: number;
  /** Weight of each class in the node. */
  readonly totals: Float64Array;
  readonly left: Float64Array;
  readonly keys: Int32Array;
  readonly random: Random;
}

/** Rows with a bin not above `bin` go left; the larger the gain, the lower the impurity. */
export interface Cut {
  readonly bin: number;
  readonly gain: number;
}

/** The best cut of a feature between the rows [from, to), or undefined when it does not vary or leaves would be too small. */
export function findBestCut(search: SplitSearch, from: number, to: number, feature: number): Cut | undefined {
  const { x, labels, classWeights, rows, minLeaf, totals, left } = search;
  const keys = search.keys.subarray(0, to - from);
  const at = feature * x.rows;
  for (let i = from; i < to; i++) {
    const row = rows[i] ?? 0;
    keys[i - from] = ((x.bins[at + row] ?? 0) << 16) | (labels[row] ?? 0);
  }
  sortKeys(keys);
  const count = keys.length;
  if ((keys[0] ?? 0) >> 16 === (keys[count - 1] ?? 0) >> 16) return;
  left.fill(0);
  let weightLeft = 0;
  let weightRight = 0;
  let squaresRight = 0;
  for (const total of totals) {
    weightRight += total;
    squaresRight += total * total;
  }
  let squaresLeft = 0;
  let bin = -1;
  let gain = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count - 1; i++) {
    const key = keys[i] ?? 0;
    const label = key & 0xffff;
    const weight = classWeights[label] ?? 0;
    const before = left[label] ?? 0;
    const rest = (totals[label] ?? 0) - before;
    squaresLeft += weight * (2 * before + weight);
    squaresRight -= weight * (2 * rest - weight);
    left[label] = before + weight;
    weightLeft += weight;
    weightRight -= weight;
    if (key >> 16 === (keys[i + 1] ?? 0) >> 16 || i + 1 < minLeaf || count - i - 1 < minLeaf) continue;
    const value = squaresLeft / weightLeft + squaresRight / weightRight;
    if (value > gain) {
      gain = value;
      bin = key >> 16;
    }
  }
  return bin < 0 ? undefined : { bin, gain };
}

/** A cut at a random place between the least and the largest bin, or undefined as above. */
export function findRandomCut(
  search: SplitSearch,
  from: number,
  to: number,
  feature: number,
): Cut | undefined {
  const { x, labels, classWeights, rows, minLeaf, totals, left, random } = search;
  const { bins } = x;
  const at = feature * x.rows;
  let least = 256;
  let most = -1;
  for (let i = from; i < to; i++) {
    const value = bins[at + (rows[i] ?? 0)] ?? 0;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least >= most) return;
  const bin = least + Math.floor(random.uniform() * (most - least));
  left.fill(0);
  let count = 0;
  for (let i = from; i < to; i++) {
    const row = rows[i] ?? 0;
    if ((bins[at + row] ?? 0) > bin) continue;
    const label = labels[row] ?? 0;
    left[label] = (left[label] ?? 0) + (classWeights[label] ?? 0);
    count++;
  }
  if (count < minLeaf || to - from - count < minLeaf) return;
  let weightLeft = 0;
  let weightRight = 0;
  let squaresLeft = 0;
  let squaresRight = 0;
  for (let k = 0; k < totals.length; k++) {
    const l = left[k] ?? 0;
    const r = (totals[k] ?? 0) - l;
    weightLeft += l;
    weightRight += r;
    squaresLeft += l * l;
    squaresRight += r * r;
  }
  return { bin, gain: squaresLeft / weightLeft + squaresRight / weightRight };
}

/** Insertion where few keys make the call of the native sort dear. */
function sortKeys(keys: Int32Array): void {
  if (keys.length > 24) {
    keys.sort();
    return;
  }
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i] ?? 0;
    let j = i - 1;
    for (; j >= 0 && (keys[j] ?? 0) > key; j--) keys[j + 1] = keys[j] ?? 0;
    keys[j + 1] = key;
  }
}
