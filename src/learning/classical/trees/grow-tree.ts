import type { Random } from "../../../tensor/random.ts";
import type { BinnedMatrix } from "./bin-columns.ts";
import { findBestCut, findRandomCut, type SplitSearch } from "./find-cut.ts";

export interface TreeOptions {
  /** `best`: the best threshold of each tried feature (CART); `random`: a random one (extremely randomised trees). */
  readonly splitter: "best" | "random";
  /** Features tried at each node, at least 1. */
  readonly maxFeatures: number;
  /** Fewest rows of a leaf. */
  readonly minLeaf: number;
  readonly maxDepth: number;
}

/** Nodes in the order of their making; the two children of a node follow one another. */
export interface Tree {
  /** Feature of each node, -1 for leaves. */
  readonly features: number[];
  /** A row goes to the first child when its value is not above. */
  readonly thresholds: number[];
  /** Position of the first child, or the position of a leaf among the leaves. */
  readonly children: number[];
  /** Shares of the classes [leaves, K]. */
  readonly leaves: number[];
}

/**
 * Grows a classification tree that lowers the Gini impurity (Breiman et al. 1984; Geurts et al. 2006,
 * doi:10.1007/s10994-006-6226-1 for random thresholds).
 *
 * @param rows rows to learn, repeated as the bootstrap says; reordered.
 * @param classWeights [K]
 */
export function growTree(
  x: BinnedMatrix,
  labels: Int32Array,
  classWeights: Float64Array,
  rows: Int32Array,
  options: TreeOptions,
  random: Random,
): Tree {
  const classCount = classWeights.length;
  const tree: Tree = { features: [], thresholds: [], children: [], leaves: [] };
  const order = Int32Array.from({ length: x.columns }, (_, index) => index);
  const search: SplitSearch = {
    x,
    labels,
    classWeights,
    rows,
    minLeaf: options.minLeaf,
    totals: new Float64Array(classCount),
    left: new Float64Array(classCount),
    keys: new Int32Array(rows.length),
    random,
  };
  const addNode = (): number => {
    tree.features.push(-1);
    tree.thresholds.push(0);
    tree.children.push(0);
    return tree.features.length - 1;
  };
  const waiting = [{ node: addNode(), from: 0, to: rows.length, depth: 0 }];
  for (let job = waiting.pop(); job !== undefined; job = waiting.pop()) {
    const { node, from, to, depth } = job;
    const isPure = countClasses(search, from, to);
    const cut =
      isPure || depth >= options.maxDepth || to - from < 2 * options.minLeaf
        ? undefined
        : chooseCut(search, from, to, order, options);
    if (cut === undefined) {
      tree.children[node] = tree.leaves.length / classCount;
      addLeaf(tree, search.totals);
      continue;
    }
    const middle = partitionRows(x, rows, from, to, cut.feature, cut.bin);
    tree.features[node] = cut.feature;
    tree.thresholds[node] = x.thresholds[cut.feature]?.[cut.bin] ?? 0;
    const first = addNode();
    const second = addNode();
    tree.children[node] = first;
    waiting.push({ node: second, from: middle, to, depth: depth + 1 });
    waiting.push({ node: first, from, to: middle, depth: depth + 1 });
  }
  return tree;
}

/** Fills `totals`; says whether there is but one class. */
function countClasses(
  { totals, rows, labels, classWeights }: SplitSearch,
  from: number,
  to: number,
): boolean {
  totals.fill(0);
  const first = labels[rows[from] ?? 0] ?? 0;
  let isPure = true;
  for (let i = from; i < to; i++) {
    const label = labels[rows[i] ?? 0] ?? 0;
    if (label !== first) isPure = false;
    totals[label] = (totals[label] ?? 0) + (classWeights[label] ?? 0);
  }
  return isPure;
}

/**
 * Draws features without replacement; those that do not vary in the node do not count, so that a cut is found whenever
 * there is one.
 */
function chooseCut(
  search: SplitSearch,
  from: number,
  to: number,
  order: Int32Array,
  options: TreeOptions,
): { feature: number; bin: number } | undefined {
  const find = options.splitter === "best" ? findBestCut : findRandomCut;
  let best: { feature: number; bin: number; gain: number } | undefined;
  let tried = 0;
  for (let drawn = 0; drawn < order.length && tried < options.maxFeatures; drawn++) {
    const other = drawn + Math.floor(search.random.uniform() * (order.length - drawn));
    const feature = order[other] ?? 0;
    order[other] = order[drawn] ?? 0;
    order[drawn] = feature;
    if (search.x.thresholds[feature]?.length === 0) continue;
    const cut = find(search, from, to, feature);
    if (cut === undefined) continue;
    tried++;
    if (best === undefined || cut.gain > best.gain) best = { feature, ...cut };
  }
  return best;
}

/** Rows with a bin not above the cut first; returns where the others begin. */
function partitionRows(
  { bins, rows: rowCount }: BinnedMatrix,
  rows: Int32Array,
  from: number,
  to: number,
  feature: number,
  cut: number,
): number {
  const at = feature * rowCount;
  let low = from;
  let high = to - 1;
  while (low <= high) {
    const row = rows[low] ?? 0;
    if ((bins[at + row] ?? 0) <= cut) low++;
    else {
      rows[low] = rows[high] ?? 0;
      rows[high] = row;
      high--;
    }
  }
  return low;
}

function addLeaf(tree: Tree, totals: Float64Array): void {
  let sum = 0;
  for (const total of totals) sum += total;
  for (const total of totals) tree.leaves.push(sum > 0 ? total / sum : 1 / totals.length);
}
