import type { Job } from "./job.ts";
import type { ClassifiedImage } from "./progress.ts";

/** A table of verdicts: `predictions/NAME.csv` in the workspace, or one that is being made. */
export interface PredictionFacts {
  readonly name: string;
  /** Name of the run whose model has judged; null where nobody has written it down. */
  readonly run: string | null;
  /** What was judged: folders and files, as they were given. */
  readonly images: readonly string[];
  /** Of the numbers that the model computed in; absent for float32, and where nobody has written it down. */
  readonly precision?: "int8";
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Whether the table is on the disk. */
  readonly finished: boolean;
  /** The job that makes or has made it, while it is in the list of jobs. */
  readonly job: string | null;
}

/** Rows of a table from some position on; ask again from `from + rows.length` until there are no more. */
export interface PredictionRows {
  readonly from: number;
  /** In the order of the table, paths as the workspace has them. */
  readonly rows: readonly ClassifiedImage[];
  /** Rows that there are so far. */
  readonly total: number;
  /** Whether no more will come. */
  readonly finished: boolean;
  readonly classes: readonly string[];
  /** Confidence below which the model names none of its classes; null where it has none, or is not there any more. */
  readonly threshold?: number | null;
}

export interface PredictionQueries {
  /** The newest first. */
  "predict/list": {
    readonly input: Readonly<Record<string, never>>;
    readonly output: readonly PredictionFacts[];
  };
  "predict/rows": {
    readonly input: { readonly name: string; readonly from: number };
    readonly output: PredictionRows;
  };
}

export interface PredictionActions {
  /** Judges images in a job; a folder that was not chosen yet is added to the chosen ones. */
  "predict/start": {
    readonly input: {
      readonly run: string;
      /** Folders or files, absolute or relative to the workspace. */
      readonly images: readonly string[];
      /** By default from the time and the run. */
      readonly name?: string | undefined;
      /** By default float32; `int8` only of a run that has such a model. */
      readonly precision?: "float32" | "int8" | undefined;
    };
    readonly output: { readonly name: string; readonly job: Job };
  };
  /** Deletes a table, and the images that were dropped for it alone; refused while a job writes it. */
  "predict/remove": { readonly input: { readonly name: string }; readonly output: null };
}

export interface PredictionFiles {
  "predict/csv": { readonly input: { readonly name: string } };
  /** A page to keep: counts of each class and the verdicts that are least sure. */
  "predict/report": { readonly input: { readonly name: string } };
}

export interface PredictionUploads {
  /** An image that was dropped to be judged; all of a batch come into one folder. */
  "predict/drop": {
    readonly input: { readonly batch: string; readonly name: string };
    /** Of the image, and of the folder of its batch, relative to the workspace. */
    readonly output: { readonly path: string; readonly folder: string };
  };
}
