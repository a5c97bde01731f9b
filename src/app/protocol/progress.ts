/** What a stage does, for those who have words of their own for it; stable across releases. */
export type StageCode =
  /** A network learns, epoch by epoch. */
  | "epochs"
  /** A network that is kept as it is looks at images. */
  | "features"
  /** A small classifier learns on features. */
  | "head"
  /** Images are read or measured for a classical model. */
  | "measure"
  /** A classical model learns. */
  | "fit"
  /** A model judges images. */
  | "classify";

/** What a task tells while it works: stages with a name, one or several at a time, and free-form lines. */
export type ProgressEvent =
  /** A stage begins. Without `total` its length is unknown. */
  | {
      readonly kind: "start";
      readonly stage: string;
      readonly code?: StageCode;
      /** Of the images that it is about. */
      readonly part?: "train" | "val" | "test";
      readonly total?: number;
      /** What is counted, in the plural: `images`, `epochs`. */
      readonly unit?: string;
      /** Units that were done before, in a run that goes on; the rate does not count them. */
      readonly done?: number;
    }
  /** `done` counts from the beginning of the stage, not from the last event. */
  | { readonly kind: "advance"; readonly stage: string; readonly done: number; readonly note?: string }
  | { readonly kind: "end"; readonly stage: string; readonly note?: string }
  | { readonly kind: "message"; readonly text: string }
  /** Some more images have their verdict; the order of a job's events is that of its images. */
  | { readonly kind: "classified"; readonly images: readonly ClassifiedImage[] }
  /** An epoch has been validated; its surest mistakes, the worst first. */
  | { readonly kind: "validated"; readonly epoch: number; readonly mistakes: readonly Mistake[] };

export interface ClassifiedImage {
  readonly path: string;
  /** `null`: none of these. */
  readonly predicted: string | null;
  /** The most probable class, whatever the threshold. */
  readonly mostProbable: string;
  /** 0 to 1. */
  readonly confidence: number;
}

export interface Mistake {
  readonly path: string;
  readonly label: string;
  readonly predicted: string;
  /** 0 to 1. */
  readonly confidence: number;
}
