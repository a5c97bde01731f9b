import type { Matrix } from "../../classical/matrix.ts";

export interface Neighbour {
  /** Row of the table that was searched. */
  readonly row: number;
  /** Cosine of the angle between the two rows of features: 1 for the same direction. */
  readonly similarity: number;
}

/**
 * The training images that look most alike to a network: the rows of highest cosine similarity, best first, the lower
 * row first among equals.
 * @param features of the training images, standardised by their own moments.
 * @param query one row, standardised by the same moments; a row of zeros is equally far from all.
 * @param skip a row that is left out: the query itself, where it is one of them.
 */
export function nearestTrainingImages(
  features: Matrix,
  query: Float32Array,
  k: number,
  skip?: number,
): Neighbour[] {
  const similarities = cosineSimilarities(features, query);
  const rows = Array.from(similarities.keys()).filter((row) => row !== skip);
  const order = rows.sort((a, b) => (similarities[b] ?? 0) - (similarities[a] ?? 0) || a - b);
  return order.slice(0, k).map((row) => ({ row, similarity: similarities[row] ?? 0 }));
}

/** Cosine of each row with the query; 0 where one of the two is zero. */
export function cosineSimilarities({ data, rows, columns }: Matrix, query: Float32Array): Float64Array {
  const out = new Float64Array(rows);
  const length = Math.sqrt(query.reduce((sum, value) => sum + value * value, 0));
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    let [product, square] = [0, 0];
    for (let f = 0; f < columns; f++) {
      const value = data[at + f] as number; // in range
      product += value * (query[f] as number);
      square += value * value;
    }
    out[row] = square > 0 && length > 0 ? product / (Math.sqrt(square) * length) : 0;
  }
  return out;
}
