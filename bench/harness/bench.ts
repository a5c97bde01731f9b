import type { Entrants } from "./in-turn.ts";
import type { Peers } from "./peers.ts";
import type { MeasuredLine } from "./results.ts";

/** One thing that is measured: a file of `works`, and a line in `benches.ts`. */
export interface Bench {
  /** Name to choose it by, beside those of its lines. */
  readonly name: string;
  /** Name by which several are chosen together. */
  readonly group?: string;
  /** Lines of the table that it gives; what is absent here may leave some out. */
  readonly lines: readonly string[];
  /** Seconds that a pair takes on two slow cores: the first guess of the time left. */
  readonly seconds: number;
  /** Runs only when it is asked for by name. */
  readonly onlyByName?: boolean;
  /** Pairs, where they are not those of `--pairs`. */
  readonly pairs?: (options: BenchOptions) => number;
  /** Lines that are measured, not more than `lines`. @throws Error when ours fails, or misses a bar of its own. */
  measure(context: BenchContext): Promise<readonly MeasuredLine[]>;
}

export interface BenchOptions {
  readonly pairs: number;
  /** Pairs of whole trainings, each of which takes minutes. */
  readonly accuracyPairs: number;
  /** Epochs of each pair of trainings that are scaled to whole ones; undefined trains in full each time. */
  readonly epochsOnly: number | undefined;
  /** Of the folder that is predicted. */
  readonly images: number;
  readonly threads: number;
}

export interface BenchContext extends BenchOptions {
  readonly peers: Peers;
  /** Folder of data and weights beside the checkout; it may be absent. */
  readonly shared: string;
  /** Whether a line was asked for. */
  wants(line: string): boolean;
  /** Says what cannot be measured here, and why. */
  leaveOut(what: string, why: string): void;
  log(text: string): void;
  /** Measures everybody in each of `pairs` rounds, with progress; see `inTurn`. */
  measureInTurn<T>(entrants: Entrants<T>): Promise<Readonly<Record<string, readonly T[]>>>;
}
