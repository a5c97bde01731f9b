import type { JobStatus } from "./job.ts";

/** A table in `features/`: a row for each image, a column for each feature. */
export interface FeatureTableFacts {
  /** Of the file, with its ending. */
  readonly file: string;
  readonly format: "csv" | "parquet";
  /** Zero until it is there. */
  readonly bytes: number;
  /** Milliseconds since 1970; of the job where there is no table yet. */
  readonly written: number;
  /** The latest job that writes or has written it. */
  readonly job: { readonly id: string; readonly status: JobStatus } | null;
}

export interface FeatureQueries {
  /** The newest first. */
  "features/list": {
    readonly input: Readonly<Record<string, never>>;
    readonly output: readonly FeatureTableFacts[];
  };
}

export interface FeatureActions {
  /** Writes what a pretrained network sees in every labelled image as a table, in a job. */
  "features/start": {
    readonly input: {
      /** Of the table, without ending. */
      readonly name: string;
      readonly format: "csv" | "parquet";
      /** A name of the store, or the one of the package. */
      readonly backbone: string;
      /** Whole images, or four quarters with a row for each. */
      readonly tiles: "whole" | "quarters";
    };
    readonly output: { readonly job: string; readonly command: string };
  };
  "features/remove": { readonly input: { readonly file: string }; readonly output: null };
}

export interface FeatureFiles {
  "features/file": { readonly input: { readonly file: string } };
}
