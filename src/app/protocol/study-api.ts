import type { JobStatus } from "./job.ts";
import type { GivenOptions } from "./run/run-api.ts";
import type { Measured } from "./run/run-document.ts";
import type { TrainingGroup, TrainingProblem } from "./run/training-document.ts";

type Nothing = Readonly<Record<string, never>>;

/** A model that can take part in a comparison. */
export interface StudyModelOffer {
  /** As the command line calls it. */
  readonly name: string;
  readonly title: string;
  /** What it is and what it is good for, in one plain sentence. */
  readonly description: string;
  /** How long it takes on two cores, roughly. */
  readonly time: string;
  readonly kind: "measurements" | "pixels" | "network" | "pretrained";
  /** The pretrained network whose weights are missing; null for a model that can be trained now. */
  readonly missing: { readonly backbone: string; readonly megabytes: number } | null;
}

/** What the page offers for comparing models. */
export interface StudyOptions {
  readonly models: readonly StudyModelOffer[];
  /** Ways to begin, each a choice of models. */
  readonly choices: readonly {
    readonly id: string;
    readonly title: string;
    readonly models: readonly string[];
  }[];
  /** All options but the models and those that have a place of their own on the page. */
  readonly groups: readonly TrainingGroup[];
  /** A name that is free. */
  readonly suggestedName: string;
}

/** Options of `mor study` by their names in a spec; what is left out has its default. */
export interface StudyRequest {
  /** Name of the study's folder. */
  readonly name: string;
  readonly models: readonly string[];
  readonly options: GivenOptions;
}

/** A folder in `studies/` in a few words. */
export interface StudySummary {
  readonly name: string;
  /** `training`: begun and not finished, whether or not a job works on it now. */
  readonly status: "training" | "finished" | "damaged";
  /** Why a damaged one cannot be read. */
  readonly problem: string | null;
  /** The latest job that works or worked on it. */
  readonly job: { readonly id: string; readonly status: JobStatus } | null;
  /** Milliseconds since 1970. */
  readonly started: number | null;
  /** Titles, in the order in which they were asked for. */
  readonly models: readonly string[];
  /** 1 without cross-validation. */
  readonly folds: number;
  /** Null until it is finished. */
  readonly best: { readonly title: string; readonly accuracy: Measured } | null;
}

/** How far the trainings of a model are. */
export interface StudyModelProgress {
  readonly name: string;
  readonly title: string;
  readonly state: "waiting" | "training" | "finished" | "failed";
  /** Of its trainings: one for each fold. */
  readonly done: number;
  readonly total: number;
  /** Mean of the trainings that are done; of scored images. */
  readonly accuracy: number | null;
  readonly reason: string | null;
}

/** A model in the table; scores are of images that it has not seen. */
export interface StudyModelResult {
  readonly name: string;
  readonly title: string;
  readonly accuracy: Measured;
  /** Null without groups. */
  readonly groupAccuracy: Measured | null;
  /** Models that share a letter were not found to differ. */
  readonly letters: string;
  readonly trainSeconds: number;
  /** Null where it was not measured. */
  readonly imagesPerSecond: number | null;
  readonly parameters: number;
  /** Whether it can be taken over as a run: it was trained once, on one cut. */
  readonly canKeep: boolean;
}

/** An image whose label the best models doubt. */
export interface DoubtfulImage {
  /** As in the table of images, so that it can be shown. */
  readonly path: string;
  readonly label: string;
  readonly suggested: string;
  /** 0 to 1, of the suggested class. */
  readonly confidence: number;
  /** How many of the models asked name the suggested class. */
  readonly agreeing: number;
  /** In the table of images by now; null for an image that is no longer there. */
  readonly labelNow: string | null;
}

export interface StudyCurve {
  readonly name: string;
  readonly title: string;
  /** By the number of training images. */
  readonly points: readonly CurveOfImages[];
  /** At 2 and 4 times as many; empty where there are too few points. */
  readonly forecasts: readonly CurveOfImages[];
  /** What it means, as full sentences. */
  readonly sentence: string;
}

export interface CurveOfImages extends Measured {
  readonly images: number;
}

/** What a finished study has found. */
export interface StudyFindings {
  /** Best first. */
  readonly models: readonly StudyModelResult[];
  /** Every pair, the better model first; titles to be read, names to be compared. */
  readonly pairs: readonly {
    readonly first: string;
    readonly second: string;
    readonly firstName: string;
    readonly secondName: string;
    /** First less second. */
    readonly accuracy: Measured;
    /** Corrected for the number of pairs. */
    readonly p: number | null;
    /** Null when there is too little to tell. */
    readonly differs: boolean | null;
  }[];
  /** Scored images. */
  readonly images: number;
  /** Groups, or images where there are none, that are independent of each other. */
  readonly clusters: number;
  readonly grouped: boolean;
  /** Null where labels were not looked at. */
  readonly doubtful: {
    readonly images: readonly DoubtfulImage[];
    readonly classes: readonly string[];
    /** Estimated share of labels that are wrong. */
    readonly share: Measured;
    /** Titles of the models that were asked. */
    readonly models: readonly string[];
    readonly notes: readonly string[];
  } | null;
  /** Null where it was not asked for. */
  readonly curves: readonly StudyCurve[] | null;
  /** What a reader must know, as full sentences. */
  readonly notes: readonly string[];
}

export interface StudyDetails {
  readonly summary: StudySummary;
  readonly progress: readonly StudyModelProgress[];
  /** Null until it is finished. */
  readonly findings: StudyFindings | null;
  /** What a reader must know of the images, the gravest first. */
  readonly warnings: readonly string[];
  /** The line that repeats the study. */
  readonly command: string;
  /** Seconds of work so far. */
  readonly seconds: number;
  /** Files that can be had. */
  readonly files: readonly StudyFileName[];
}

export type StudyFileName =
  | "report.html"
  | "comparison.csv"
  | "doubtful-labels.csv"
  | "learning-curve.csv"
  | "partition.csv";

export interface StudyQueries {
  "studies/options": { readonly input: Nothing; readonly output: StudyOptions };
  /** The line that would do the same in the workspace's folder, and what is wrong with the request. */
  "studies/preview-command": {
    readonly input: StudyRequest;
    readonly output: { readonly command: string; readonly problems: readonly TrainingProblem[] };
  };
  /** The newest first. */
  "studies/list": { readonly input: Nothing; readonly output: readonly StudySummary[] };
  /** Null for one whose job has not made its folder yet. */
  "studies/details": { readonly input: { readonly study: string }; readonly output: StudyDetails | null };
}

export interface StudyActions {
  /** Refuses a name that is taken and options that do not fit, naming the field. */
  "studies/start": { readonly input: StudyRequest; readonly output: { readonly job: string } };
  /** Deletes a study with all its models; only one that `mor study` has made, and nothing in it that is not its own. */
  "studies/remove": { readonly input: { readonly study: string }; readonly output: null };
  /** Copies a model of a study to the runs, where it can be looked at, explained and used. */
  "studies/keep-model": {
    readonly input: { readonly study: string; readonly model: string };
    readonly output: { readonly run: string };
  };
}

export interface StudyFiles {
  /** The report to be shown; tables to be saved. */
  "studies/file": { readonly input: { readonly study: string; readonly file: StudyFileName } };
}
