import { MorError, throwIfCancelled } from "../../../errors.ts";
import type { Random } from "../../../tensor/random.ts";
import { balancedClassWeights } from "../grouped-cross-validation.ts";
import { allRows, type Matrix } from "../matrix.ts";
import { createPause } from "../pause.ts";
import { binColumns } from "./bin-columns.ts";
import { growTree, type Tree } from "./grow-tree.ts";

/** Classification trees whose leaves hold shares of classes. */
export interface RandomForest {
  /** [nodes, 3]: feature or -1; threshold; first child, or row of `leaves`. Trees follow one another. */
  readonly nodes: Float32Array;
  /** Node that each tree starts at. */
  readonly roots: Float32Array;
  /** [leaves, K] */
  readonly leaves: Float32Array;
  readonly featureCount: number;
  readonly classCount: number;
}

export interface RandomForestOptions {
  readonly classCount: number;
  readonly random: Random;
  /** 300 by default. */
  readonly trees?: number;
  /** `best` with bootstrap (Breiman's random forest) or `random` without (extremely randomised trees); `best` by default. */
  readonly splitter?: "best" | "random";
  /** Share of the features that a node tries; the square root of their number by default. */
  readonly featureShare?: number | "sqrt";
  /** 1 by default. */
  readonly minLeaf?: number;
  /** No limit by default. */
  readonly maxDepth?: number;
  /** Whether all classes weigh alike; false by default. */
  readonly balanced?: boolean;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Learns a random forest (Breiman 2001, doi:10.1023/A:1010933404324). The same seed gives the same bits.
 *
 * @throws MorError `dataset-invalid` for no rows or too many nodes; `cancelled`.
 */
export async function fitRandomForest(
  x: Matrix,
  labels: Int32Array,
  options: RandomForestOptions,
): Promise<RandomForest> {
  const { classCount, random, trees: count = 300, splitter = "best", featureShare = "sqrt" } = options;
  if (x.rows === 0) {
    throw new MorError("dataset-invalid", "Expected rows to learn from, got none (random forest)");
  }
  const pause = createPause(options.signal);
  const binned = await binColumns(x, pause);
  const share = featureShare === "sqrt" ? Math.sqrt(x.columns) : featureShare * x.columns;
  const treeOptions = {
    splitter,
    maxFeatures: Math.max(1, Math.round(share)),
    minLeaf: options.minLeaf ?? 1,
    maxDepth: options.maxDepth ?? Number.POSITIVE_INFINITY,
  };
  const every = allRows(x.rows);
  const classWeights = options.balanced
    ? balancedClassWeights(labels, every, classCount)
    : new Float64Array(classCount).fill(1);
  const trees: Tree[] = [];
  for (let index = 0; index < count; index++) {
    throwIfCancelled(options.signal);
    const own = random.fork("tree", index);
    const rows = splitter === "best" ? every.map(() => own.integer(x.rows)) : every.slice();
    trees.push(growTree(binned, labels, classWeights, rows, treeOptions, own));
    options.onProgress?.(index + 1, count);
    await pause();
  }
  return joinTrees(trees, x.columns, classCount);
}

/** Mean shares of classes [rows, K]. @throws MorError `shape-mismatch` for rows of another length. */
export function predictRandomForest(forest: RandomForest, x: Matrix): Float32Array {
  const { nodes, roots, leaves, featureCount, classCount } = forest;
  if (x.columns !== featureCount) {
    throw new MorError(
      "shape-mismatch",
      `Expected rows of ${featureCount} features, got ${x.columns} (forest)`,
    );
  }
  const out = new Float32Array(x.rows * classCount);
  const sums = new Float64Array(classCount);
  for (let row = 0; row < x.rows; row++) {
    const at = row * featureCount;
    sums.fill(0);
    for (const root of roots) {
      let node = root * 3;
      for (let feature = nodes[node] ?? -1; feature >= 0; feature = nodes[node] ?? -1) {
        const goesLeft = (x.data[at + feature] ?? 0) <= (nodes[node + 1] ?? 0);
        node = 3 * ((nodes[node + 2] ?? 0) + (goesLeft ? 0 : 1));
      }
      const leaf = (nodes[node + 2] ?? 0) * classCount;
      for (let k = 0; k < classCount; k++) sums[k] = (sums[k] ?? 0) + (leaves[leaf + k] ?? 0);
    }
    for (let k = 0; k < classCount; k++) out[row * classCount + k] = (sums[k] ?? 0) / roots.length;
  }
  return out;
}

function joinTrees(trees: readonly Tree[], featureCount: number, classCount: number): RandomForest {
  const nodeCount = trees.reduce((sum, tree) => sum + tree.features.length, 0);
  // Positions are stored as float32, which counts no further.
  if (nodeCount >= 2 ** 24) {
    throw new MorError(
      "dataset-invalid",
      `Expected fewer than 2^24 nodes, got ${nodeCount} (random forest)`,
      {
        hint: "Take fewer trees, larger leaves or a depth limit.",
      },
    );
  }
  const nodes = new Float32Array(nodeCount * 3);
  const roots = new Float32Array(trees.length);
  const leaves = new Float32Array(trees.reduce((sum, tree) => sum + tree.leaves.length, 0));
  let nodeFrom = 0;
  let leafFrom = 0;
  for (const [index, tree] of trees.entries()) {
    roots[index] = nodeFrom;
    for (const [node, feature] of tree.features.entries()) {
      const at = 3 * (nodeFrom + node);
      nodes[at] = feature;
      nodes[at + 1] = tree.thresholds[node] ?? 0;
      nodes[at + 2] = (tree.children[node] ?? 0) + (feature < 0 ? leafFrom / classCount : nodeFrom);
    }
    leaves.set(tree.leaves, leafFrom);
    nodeFrom += tree.features.length;
    leafFrom += tree.leaves.length;
  }
  return { nodes, roots, leaves, featureCount, classCount };
}
