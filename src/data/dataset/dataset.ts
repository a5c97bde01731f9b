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
}

/** A data set of which every sample has been given a part; what `manifest.csv` stores. */
export interface PartitionedSample extends Sample {
  readonly part: Part;
}

export interface PartitionedDataset extends Dataset {
  readonly samples: readonly PartitionedSample[];
}
