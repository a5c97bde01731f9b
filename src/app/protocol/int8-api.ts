import type { Job } from "./job.ts";
import type { Measured } from "./run/run-document.ts";

/** A run's model in 8 bits beside that in float32: what it gains and costs. */
export interface Int8Worth {
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly part: string;
  /** Scored images. */
  readonly images: number;
  readonly float32Accuracy: number;
  readonly int8Accuracy: number;
  /** Accuracy lost, with the paired interval; negative for a gain. */
  readonly loss: Measured;
  /** Share of verdicts that change. */
  readonly changed: number;
  /** How many times as fast, on this machine: median, lowest and highest of several turns. */
  readonly speedup: { readonly median: number; readonly low: number; readonly high: number };
  readonly float32MsPerImage: number;
  readonly int8MsPerImage: number;
  readonly threads: number;
  readonly bytes: { readonly float32: number; readonly int8: number };
  readonly layers: { readonly int8: number; readonly all: number };
  /** Whether the loss stays within what was allowed, in points. */
  readonly met: boolean;
  readonly maxLoss: number;
}

export interface Int8State {
  /** Classical models are not computed in 8 bits. */
  readonly isPossible: boolean;
  /** Null where there is no such model yet. */
  readonly worth: Int8Worth | null;
  /** The line that does the same in the workspace's folder. */
  readonly command: string;
}

export interface Int8Queries {
  /** Of a finished run. */
  "int8/state": { readonly input: { readonly run: string }; readonly output: Int8State };
}

export interface Int8Actions {
  /** Makes the model in 8 bits in a job; replaces one that is there. */
  "int8/start": { readonly input: { readonly run: string }; readonly output: Job };
}
