import type { JobStatus } from "../job.ts";

/** A number with its 95 % interval; null where it cannot be computed. */
export interface Measured {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Why there is no value or no interval, as a full sentence. */
  readonly note?: string | undefined;
}

/** A run folder in a few words. */
export interface RunSummary {
  readonly name: string;
  /** `training`: begun and not finished, whether or not a job works on it now. */
  readonly status: "training" | "finished" | "damaged";
  /** Why a damaged one cannot be read. */
  readonly problem: string | null;
  /** The latest job that works or worked on it. */
  readonly job: { readonly id: string; readonly status: JobStatus } | null;
  /** Model and backbone: "compact residual network". */
  readonly model: string | null;
  /** Whether pixels can be explained by gradients, which only a network has. */
  readonly isNetwork: boolean;
  /** Milliseconds since 1970. */
  readonly started: number | null;
  readonly scoredPart: string | null;
  /** Of images. */
  readonly accuracy: Measured | null;
  readonly macroF1: Measured | null;
  /** Scored images. */
  readonly images: number | null;
  /** Epochs done, and all; null for models that do not learn in epochs. */
  readonly epochs: { readonly done: number; readonly total: number | null } | null;
}

/** A row of `history.csv`. */
export interface RunEpoch {
  readonly epoch: number;
  readonly learningRate: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  /** Null without a validation part. */
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
  readonly valMacroF1: number | null;
  readonly seconds: number;
}

export interface RunDetails {
  readonly summary: RunSummary;
  readonly classes: readonly string[];
  /** What a group is, in the singular; null where none are known. */
  readonly groupName: string | null;
  readonly bestEpoch: number | null;
  /** Null until the run has finished. */
  readonly result: RunScores | null;
  /** What a reader must know before believing the score, the gravest first. */
  readonly warnings: readonly string[];
  readonly timings: readonly { readonly step: string; readonly seconds: number }[];
  readonly parameters: number | null;
  /** What was chosen in training, as half a sentence. */
  readonly choices: string | null;
  /** Paragraphs for the methods part of a paper. */
  readonly methods: readonly string[];
  /** The line that repeats the run. */
  readonly command: string;
  /** Files that can be had. */
  readonly files: {
    readonly report: boolean;
    readonly model: string | null;
    readonly predictions: boolean;
  };
}

export interface RunScores {
  /** "172 of 180 images right: 95.6 % (91.5–97.7)". */
  readonly headline: string;
  /** On what it rests and how the interval was made. */
  readonly basis: string;
  /** What it means for new images. */
  readonly meaning: string;
  readonly part: string;
  readonly levels: readonly LevelScores[];
}

export interface LevelScores {
  readonly level: "tile" | "image" | "group";
  readonly count: number;
  readonly clusters: number;
  readonly accuracy: Measured;
  readonly balancedAccuracy: Measured;
  readonly macroF1: Measured;
  readonly macroAuc: Measured;
  readonly expectedCalibrationError: Measured;
  readonly matthewsCorrelation: Measured;
  readonly perClass: readonly ClassScores[];
  /** counts[true][predicted], in the order of `labels`. */
  readonly confusion: {
    readonly labels: readonly string[];
    readonly counts: readonly (readonly number[])[];
  };
}

export interface ClassScores {
  readonly label: string;
  readonly support: number;
  readonly precision: Measured;
  readonly recall: Measured;
  readonly f1: Measured;
  readonly auc: Measured;
}

/** Points of curves; at most 200 for each. */
export interface RunCurves {
  readonly classes: readonly {
    readonly label: string;
    /** Null where a class has no images, or no others. */
    readonly roc: readonly CurvePoint[] | null;
    readonly auc: number | null;
    readonly precisionRecall: readonly CurvePoint[] | null;
    readonly averagePrecision: number | null;
  }[];
  readonly reliability: readonly {
    readonly low: number;
    readonly high: number;
    readonly count: number;
    readonly meanConfidence: number | null;
    readonly accuracy: number | null;
  }[];
}

/** ROC: false and true positive rate. Precision-recall: recall and precision. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** One entry per image in every column. */
export interface RunPredictions {
  readonly part: string;
  readonly classes: readonly string[];
  /** As in the table of images, so that they can be shown. */
  readonly path: readonly string[];
  /** Indices into `classes`; -1 for no label. */
  readonly label: readonly number[];
  readonly predicted: readonly number[];
  /** Label in the table of images by now; null for images that are no longer there. */
  readonly labelNow: readonly (string | null)[];
  readonly confidence: readonly number[];
  /** Row-major [images, classes], to 4 digits. */
  readonly probability: readonly number[];
  readonly group: readonly (string | null)[];
}

export interface RunComparison {
  readonly runs: readonly {
    readonly summary: RunSummary;
    /** Runs that share a letter were not found to differ; null where they cannot be compared in pairs. */
    readonly letters: string | null;
  }[];
  /** Empty where runs did not score the same images. */
  readonly pairs: readonly {
    readonly first: string;
    readonly second: string;
    /** First less second. */
    readonly accuracy: Measured;
    /** Corrected for the number of pairs. */
    readonly p: number | null;
    /** Null when there is too little to tell. */
    readonly differs: boolean | null;
  }[];
  /** Images that all have scored; null where these are not the same. */
  readonly images: number | null;
  /** What a reader must know, as full sentences. */
  readonly notes: readonly string[];
}
