import type { Value } from "../../../engine/graph/graph.ts";
import type { Scope, Weights } from "../../../engine/nn/scope.ts";
import type { Matrix } from "../../classical/matrix.ts";
import type { HistoryRow } from "../../training/history.ts";

/** A classifier of features: writes the way from [N, F] to logits [N, K]. */
export type HeadNetwork = (scope: Scope, features: Value) => Value;

/** A head that has learnt. */
export interface Head {
  readonly network: HeadNetwork;
  readonly weights: Weights;
  /** One row for each look at the validation part; at least one. */
  readonly history: readonly HistoryRow[];
  /** The row that the weights are from, counted from 1. */
  readonly best: number;
  /** What was chosen on the way, for the methods section: "C = 0.01, chosen on the validation part". */
  readonly choices: string;
}

/** What a head learns from: rows of features with classes 0..K-1. */
export interface HeadData {
  readonly classes: number;
  readonly train: { readonly x: Matrix; readonly labels: Int32Array; readonly groups?: readonly string[] };
  /** Empty when there is no validation part. */
  readonly validation: { readonly x: Matrix; readonly labels: Int32Array };
}

export interface HeadOptions {
  readonly seed: number;
  readonly threads: number;
  /** Milliseconds, for the seconds in the history. */
  readonly clock: () => number;
  readonly onProgress?: (done: number, total: number, note: string) => void;
  readonly signal?: AbortSignal | undefined;
}
