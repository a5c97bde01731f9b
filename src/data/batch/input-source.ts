import type { AugmentOptions } from "../augment/augment-planes.ts";
import type { SymmetryId } from "../augment/symmetries.ts";
import type { PlainError } from "./plain-error.ts";
import type { Preprocessing } from "./preprocessing.ts";

/** How a tile is seen, in words that can be sent to a thread. */
export type InputView =
  | { readonly kind: "symmetry"; readonly id: SymmetryId }
  /** Changed at random, as the seed says. */
  | { readonly kind: "random"; readonly options: AugmentOptions; readonly seed: number };

/** An image that becomes inputs: its tiles in each of the views. */
export interface InputJob {
  /** Position in the list of images. */
  readonly image: number;
  /** The one tile that is wanted; by default all. */
  readonly tile?: number;
  readonly views: readonly InputView[];
}

/** Inputs of several jobs one after the other, in the order of job, tile, view; broken images have none. */
export interface PreparedInputs {
  /** [inputs, C, H, W] */
  readonly data: Float32Array<ArrayBuffer>;
  readonly count: number;
  /** Position of the job, and what is wrong with its image; in the order of jobs. */
  readonly broken: readonly { readonly job: number; readonly error: PlainError }[];
}

/** Makes images inputs of a network, if possible while the network works. */
export interface InputSource {
  readonly preprocessing: Preprocessing;
  /** How many calls of `prepare` are worth having in work at once. */
  readonly ahead: number;
  /** @throws MorError `cancelled`, and what is no `MorError`: a bug */
  prepare(jobs: readonly InputJob[]): Promise<PreparedInputs>;
  close(): Promise<void>;
}
