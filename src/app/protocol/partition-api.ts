export type PartName = "train" | "val" | "test";

export interface PartitionChoice {
  /** Weights of train, val and test. */
  readonly ratio: readonly [number, number, number];
  readonly seed: number;
  /** Whether parts that the images have already are kept. */
  readonly assigned: "keep" | "ignore";
}

export interface PartitionPreview {
  /** Why it cannot be made; the counts then tell of the parts as they are. */
  readonly error: { readonly message: string; readonly hint: string | null } | null;
  readonly images: number;
  readonly unlabelled: number;
  /** Whether the images have parts already. */
  readonly isKept: boolean;
  /** Always train, val, test. */
  readonly parts: readonly {
    readonly part: PartName;
    readonly images: number;
    /** Groups with an image in this part; an image without a group counts as one. */
    readonly groups: number;
  }[];
  /** Images of each class in train, val and test. */
  readonly classes: readonly { readonly label: string; readonly counts: readonly [number, number, number] }[];
  /** The largest groups first, at most 200 of them. */
  readonly groups: readonly { readonly name: string; readonly counts: readonly [number, number, number] }[];
  readonly groupCount: number;
  /** What stands in several parts and makes scores too good. */
  readonly leaks: {
    readonly groups: readonly string[];
    readonly duplicates: readonly {
      readonly paths: readonly [string, string];
      readonly kind: "exact" | "near";
    }[];
  };
  /** Full sentences. */
  readonly warnings: readonly string[];
}

export interface PartitionQueries {
  /** What a partition would be; nothing is written. */
  "partition/preview": { readonly input: PartitionChoice; readonly output: PartitionPreview };
}

export interface PartitionActions {
  /** Writes the parts into the manifest. */
  "partition/keep": { readonly input: PartitionChoice; readonly output: PartitionPreview };
  /** Takes all parts away. */
  "partition/clear": {
    readonly input: Readonly<Record<string, never>>;
    readonly output: { readonly changed: number };
  };
}
