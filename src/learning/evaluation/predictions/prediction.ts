/** What a model said about one tile, image or group. */
export interface Prediction {
  /** The image, relative to its data set, with forward slashes. Rows of one path are tiles of one image. */
  readonly path: string;
  /** Plant, leaf, movie or session. */
  readonly group?: string;
  /** The true class; absent for images without a truth. */
  readonly label?: string;
  /** The quarter of the image, by the paper's id: 11, 21, 12 or 22 (column, row). */
  readonly quarterId?: number;
  /** One probability for each class of the table, in its order; their sum is 1. */
  readonly probability: ArrayLike<number>;
}

export interface PredictionTable {
  readonly classes: readonly string[];
  readonly predictions: readonly Prediction[];
}
