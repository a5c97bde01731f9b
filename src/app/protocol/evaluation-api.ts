import type { GroupPatternPreview } from "./image-api.ts";
import type { Job } from "./job.ts";
import type { LevelScores, Measured, RunPredictions } from "./run/run-document.ts";

/** A test of a run on other images: `evaluations/NAME.json` in the workspace, or one that is being made. */
export interface EvaluationFacts {
  readonly name: string;
  /** What was scored: a folder or a CSV file, as the workspace has it. */
  readonly data: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** Whether its file is on the disk. */
  readonly finished: boolean;
  /** The job that makes or has made it, while it is in the list of jobs. */
  readonly job: string | null;
  /** Of images; null until it has finished. */
  readonly accuracy: Measured | null;
  readonly images: number | null;
  readonly seen: SeenInTraining | null;
}

/** How many of the scored images the run has seen before, by their content; null where its own images are gone. */
export interface SeenInTraining {
  /** Learnt from, or chosen by: a score on these is too good. */
  readonly learnt: number;
  /** Of the run's own test part: they tell nothing new. */
  readonly tested: number;
}

export interface EvaluationDetails {
  readonly facts: EvaluationFacts;
  /** Images first, then groups and tiles where there are any. */
  readonly levels: readonly LevelScores[];
  /** What a group is, in the singular; null where none are known. */
  readonly groupName: string | null;
  /** Classes of the run of which there was no image. */
  readonly missing: readonly string[];
  /** Images that could not be read. */
  readonly broken: number;
  /** What else to know, as full sentences; not that images were seen in training. */
  readonly warnings: readonly string[];
  /** The run's score on the part of its own images that it was not trained on; null where it cannot be read. */
  readonly own: { readonly part: string; readonly images: number; readonly accuracy: Measured } | null;
  /** Accuracy here less accuracy there. */
  readonly difference: Measured | null;
  /** The line that does the same in the workspace's folder. */
  readonly command: string;
}

/** What a test would be of, before it begins. */
export interface EvaluationPreview {
  readonly images: number;
  /** In the order of the run, then those that it does not know. */
  readonly classes: readonly { readonly label: string; readonly images: number; readonly known: boolean }[];
  /** What the pattern finds; without one, what the data themselves say. */
  readonly groups: GroupPatternPreview | null;
  /** Groups that the data themselves name; 0 for none. */
  readonly ownGroups: number;
  /** What makes the test impossible, as full sentences. */
  readonly obstacles: readonly string[];
  /** What was noticed on the way, as full sentences. */
  readonly warnings: readonly string[];
}

export interface EvaluationRequest {
  readonly run: string;
  /** A folder with one subfolder per class, or a CSV manifest; absolute or relative to the workspace. */
  readonly data: string;
  /** Expression whose first match in a path names the group. */
  readonly byPattern?: string | undefined;
}

export interface EvaluationQueries {
  /** Of a run, the newest first. */
  "evaluations/list": {
    readonly input: { readonly run: string };
    readonly output: readonly EvaluationFacts[];
  };
  "evaluations/preview": { readonly input: EvaluationRequest; readonly output: EvaluationPreview };
  "evaluations/details": {
    readonly input: { readonly run: string; readonly name: string };
    readonly output: EvaluationDetails;
  };
  /** Every scored image, in columns. */
  "evaluations/predictions": { readonly input: { readonly name: string }; readonly output: RunPredictions };
}

export interface EvaluationActions {
  /** Scores other images in a job; their folder is added to the chosen ones. */
  "evaluations/start": {
    readonly input: EvaluationRequest;
    readonly output: { readonly name: string; readonly job: Job };
  };
  /** Deletes the file of a test; refused while a job writes it. */
  "evaluations/remove": { readonly input: { readonly name: string }; readonly output: null };
}

export interface EvaluationFiles {
  /** The file itself. */
  "evaluations/json": { readonly input: { readonly name: string } };
  /** Every number with its interval, a row each. */
  "evaluations/csv": { readonly input: { readonly name: string } };
}
