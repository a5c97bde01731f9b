import type { PixelType } from "../images/image.ts";

/** The three parts of a partition. */
export type Part = "train" | "val" | "test";

/** One image with what is known of it. Tiles of an image are views of its sample, never samples. */
export interface Sample {
  /** Position in the data set; stable for one content of the data set. */
  readonly index: number;
  /** Absolute path. */
  readonly file: string;
  /** Path relative to the data set's root, with forward slashes: the sample's name everywhere. */
  readonly path: string;
  readonly label: string;
  /** The part that the data set itself assigns (a `split` column or train/val/test folders). */
  readonly part?: Part;
  /** Plant, leaf, movie or session; samples of one group never stand in two parts. */
  readonly group?: string;
  /** Every other column of the manifest. */
  readonly columns: Readonly<Record<string, string>>;
  /** SHA-256 of the file in hex; known once the data set has been checked. */
  readonly contentHash?: string;
}

/** How many images of each class share one size and type. */
export interface ImageFormatCount {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel on one page, alpha included. */
  readonly channels: number;
  readonly pixelType: PixelType;
  readonly pages: number;
  readonly count: number;
  /** Number of images by label; a label without such images is absent. */
  readonly perClass: Readonly<Record<string, number>>;
}

/** An image that was left out, and why. */
export interface BrokenImage {
  readonly path: string;
  readonly reason: string;
}

export interface Dataset {
  readonly root: string;
  /** Sorted labels. */
  readonly classes: readonly string[];
  readonly samples: readonly Sample[];
  readonly broken: readonly BrokenImage[];
  /** SHA-256 over the sorted `path`, `label`, `group` and content hash of all samples, in hex. */
  readonly hash: string;
  /** Facts the user should know, as full sentences. */
  readonly warnings: readonly string[];
  /** Sizes and types that occur, the most frequent first. */
  readonly formats?: readonly ImageFormatCount[];
}

/** A data set of which every sample has been given a part; what `manifest.csv` stores. */
export interface PartitionedSample extends Sample {
  readonly part: Part;
}

export interface PartitionedDataset extends Dataset {
  readonly samples: readonly PartitionedSample[];
}

/** The part that a folder name or a cell of the `split` column means, in any case; `undefined` for other words. */
export function parsePart(word: string): Part | undefined {
  return partWords.get(word.trim().toLowerCase());
}

const partWords: ReadonlyMap<string, Part> = new Map([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["test", "test"],
  ["testing", "test"],
]);
