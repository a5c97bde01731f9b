import type { Mistake } from "../progress.ts";
import type {
  RunComparison,
  RunCurves,
  RunDetails,
  RunEpoch,
  RunPredictions,
  RunSummary,
} from "./run-document.ts";
import type { TrainingData, TrainingOptions, TrainingProblem } from "./training-document.ts";

type Nothing = Readonly<Record<string, never>>;

/** Options of `mor train` by their names in a spec; what is left out has its default. */
export type GivenOptions = Readonly<Record<string, string | number | boolean>>;

export interface TrainingRequest {
  /** Name of the run's folder: letters, digits, - _ and dots. */
  readonly name: string;
  readonly options: GivenOptions;
}

export interface RunQueries {
  "train/options": { readonly input: Nothing; readonly output: TrainingOptions };
  /** What there is to learn from, and a name that is free. */
  "train/data": { readonly input: Nothing; readonly output: TrainingData };
  /** The line that would do the same in the workspace's folder, and what is wrong with the request. */
  "train/preview-command": {
    readonly input: TrainingRequest;
    readonly output: { readonly command: string; readonly problems: readonly TrainingProblem[] };
  };
  /** The surest mistakes of the latest epoch of a job; null before the first. */
  "train/validated": {
    readonly input: { readonly job: string };
    readonly output: { readonly epoch: number; readonly mistakes: readonly Mistake[] } | null;
  };
  /** The newest first. */
  "runs/list": { readonly input: Nothing; readonly output: readonly RunSummary[] };
  /** Epochs so far; none for models that do not learn in epochs. */
  "runs/history": { readonly input: { readonly run: string }; readonly output: readonly RunEpoch[] };
  "runs/details": { readonly input: { readonly run: string }; readonly output: RunDetails };
  /** Only of finished runs. */
  "runs/curves": { readonly input: { readonly run: string }; readonly output: RunCurves };
  /** Every image of the scored part, in columns. Only of finished runs. */
  "runs/predictions": { readonly input: { readonly run: string }; readonly output: RunPredictions };
  /** Two runs or more, at most 12. */
  "runs/compare": { readonly input: { readonly runs: readonly string[] }; readonly output: RunComparison };
}

export interface RunActions {
  /** Refuses a name that is taken and options that do not fit, naming the field. */
  "train/start": { readonly input: TrainingRequest; readonly output: { readonly job: string } };
  /** Only of finished runs. */
  "runs/rename": {
    readonly input: { readonly run: string; readonly name: string };
    readonly output: { readonly run: string };
  };
  /** Deletes the folder of a run; only one that `mor train` has made, and nothing in it that is not its own. */
  "runs/remove": { readonly input: { readonly run: string }; readonly output: null };
}

export interface RunFiles {
  "runs/report": { readonly input: { readonly run: string } };
  "runs/model": { readonly input: { readonly run: string } };
  "runs/predictions-csv": { readonly input: { readonly run: string } };
}
