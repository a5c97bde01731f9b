/** A table of features for other programs: what is known of each row, then `f0`, `f1`, ... */
export interface LabelledFeatures {
  /** Columns before the features; each has a value for every row. */
  readonly columns: readonly FeatureColumn[];
  /** Features of one row. */
  readonly width: number;
  /** [rows, width] */
  readonly data: Float32Array;
}

export type FeatureColumn =
  | { readonly name: string; readonly kind: "text"; readonly values: readonly string[] }
  /** Whole numbers of at most 32 bits. */
  | { readonly name: string; readonly kind: "integer"; readonly values: Int32Array };

export function rowCount({ width, data }: LabelledFeatures): number {
  return data.length / width;
}

/** `f0`, `f1`, ... */
export function featureNames(width: number): string[] {
  return Array.from({ length: width }, (_, index) => `f${index}`);
}
