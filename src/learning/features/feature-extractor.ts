import type { Preprocessing } from "../../data/batch/preprocessing.ts";

/** A network that is ready to turn batches of images into rows of features. */
export interface FeatureExtractor {
  /** SHA-256, in hex, of all that decides the features of a given input: network, weights, tap, scaling, size. */
  readonly hash: string;
  /** Features of one input. */
  readonly width: number;
  /** How images become inputs; `channels` is 3 and values are 0..1 unless the scaling of intensities says otherwise. */
  readonly preprocessing: Preprocessing;
  /** @param images [count, C, H, W]. @returns [count, width] */
  extract(images: Float32Array, count: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Which input a row of features belongs to. */
export interface FeatureRow {
  /** Position of the image in the list that was given. */
  readonly image: number;
  /** Position of the tile in the image. */
  readonly tile: number;
  /** The paper's id of the symmetry, 1 to 8; 1 leaves the tile as it is. */
  readonly view: number;
}

/** Features of many inputs. */
export interface FeatureTable {
  readonly rows: readonly FeatureRow[];
  /** Features of one row. */
  readonly width: number;
  /** [rows, width] */
  readonly data: Float32Array;
}
