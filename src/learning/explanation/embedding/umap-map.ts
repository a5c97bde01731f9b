import type { Random } from "../../../tensor/random.ts";
import type { Matrix } from "../../classical/matrix.ts";
import { createPause, type Pause } from "../../classical/pause.ts";
import { cosineSimilarities } from "./nearest-neighbours.ts";
import { principalComponents } from "./principal-components.ts";

export interface UmapOptions {
  readonly random: Random;
  /** Neighbours that a point keeps close to, itself included. */
  readonly neighbours?: number;
  /** How close points may come to lie, in units of the map. */
  readonly minDistance?: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** With fewer rows there is nothing to lay out. */
const fewestRows = 5;
/** Largest coordinate of the first layout. */
const extent = 10;

/**
 * A map of rows of features in the plane on which neighbours lie together: UMAP (McInnes et al. 2018, arXiv:1802.03426)
 * on cosine distances, with exact neighbours. It starts from the principal components, which keeps more of the
 * arrangement at large than a random start does (Kobak and Linderman 2021, doi:10.1038/s41587-020-00809-z).
 * The time grows with the square of the rows. The same seed gives the same map.
 * @param features standardised.
 * @returns [rows, 2]; for fewer than 5 rows, their principal components.
 * @throws MorError `cancelled`
 */
export async function umapMap(features: Matrix, options: UmapOptions): Promise<Float64Array> {
  const { random, minDistance = 0.1, signal, onProgress } = options;
  const { rows } = features;
  const start = firstLayout(features, random);
  if (rows < fewestRows) return start;
  const count = Math.min(options.neighbours ?? 15, rows - 1);
  const pause = createPause(signal);
  const { indices, distances } = await exactNeighbours(features, count, pause, (share) =>
    onProgress?.(share / 2),
  );
  const { UMAP } = await import("umap-js");
  const umap = new UMAP({ nNeighbors: count, minDist: minDistance, random: () => random.uniform() });
  umap.setPrecomputedKNN(indices, distances);
  // With known neighbours the rows themselves are only counted.
  const epochs = umap.initializeFit(indices.map((_, row) => [row]));
  umap.getEmbedding().forEach((point, row) => {
    for (let axis = 0; axis < 2; axis++) point[axis] = start[2 * row + axis] ?? 0;
  });
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    onProgress?.(0.5 + (epoch + 1) / epochs / 2);
    await pause();
  }
  return Float64Array.from(umap.getEmbedding().flat());
}

/** Principal components within ±10, with a little noise to part rows that are equal. */
function firstLayout(features: Matrix, random: Random): Float64Array {
  const { scores } = principalComponents(features, 2);
  const axes = features.rows === 0 ? 0 : scores.length / features.rows;
  const most = scores.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const scale = most > 0 ? extent / most : 0;
  return Float64Array.from({ length: 2 * features.rows }, (_, at) => {
    const [row, axis] = [at >> 1, at & 1];
    return (axis < axes ? (scores[row * axes + axis] ?? 0) * scale : 0) + random.normal(0, 1e-3);
  });
}

/** Each row itself and the rows next to it, in cosine distance. */
async function exactNeighbours(
  features: Matrix,
  count: number,
  pause: Pause,
  onProgress: (share: number) => void,
): Promise<{ readonly indices: number[][]; readonly distances: number[][] }> {
  const { data, rows, columns } = features;
  const indices: number[][] = [];
  const distances: number[][] = [];
  for (let row = 0; row < rows; row++) {
    const similarity = cosineSimilarities(features, data.subarray(row * columns, (row + 1) * columns));
    similarity[row] = Number.POSITIVE_INFINITY; // first of all itself, as UMAP expects
    const order = Array.from(similarity.keys()).sort(
      (a, b) => (similarity[b] ?? 0) - (similarity[a] ?? 0) || a - b,
    );
    const near = order.slice(0, count);
    indices.push(near);
    distances.push(near.map((other) => (other === row ? 0 : Math.max(0, 1 - (similarity[other] ?? 0)))));
    onProgress((row + 1) / rows);
    await pause();
  }
  return { indices, distances };
}
