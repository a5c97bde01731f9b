import type { Chosen } from "../benches.ts";
import type { BenchContext, BenchOptions } from "./bench.ts";
import { inTurn } from "./in-turn.ts";
import type { Peers } from "./peers.ts";
import type { MeasuredLine } from "./results.ts";
import { formatDuration, type Plan, secondsLeft } from "./time-left.ts";

export interface RunOptions extends BenchOptions {
  readonly shared: string;
  readonly peers: (leaveOut: (what: string, why: string) => void) => Peers;
  readonly log: (text: string) => void;
  /** Called with the lines of each bench as soon as it is done. */
  readonly onLines?: (lines: readonly MeasuredLine[]) => Promise<void>;
}

export interface RunResult {
  readonly lines: readonly MeasuredLine[];
  /** What could not be measured here, with the reason. */
  readonly leftOut: readonly string[];
  /** What should have been measured and was not. */
  readonly failures: readonly string[];
}

/** Measures the chosen ones one after the other; one that fails does not keep the others from it. */
export async function runBenches(chosen: readonly Chosen[], options: RunOptions): Promise<RunResult> {
  const { log, onLines } = options;
  const begun = performance.now();
  const lines: MeasuredLine[] = [];
  const [leftOut, failures] = [new Set<string>(), new Set<string>()];
  const leaveOut = (what: string, why: string): void => {
    if (!leftOut.has(`${what} (${why})`)) log(`  not measured: ${what} (${why})`);
    leftOut.add(`${what} (${why})`);
  };
  const peers = options.peers(leaveOut);
  const roundsOf = ({ bench }: Chosen): number => bench.pairs?.(options) ?? options.pairs;
  const plans: Plan[] = chosen.map((one) => ({ seconds: one.bench.seconds * roundsOf(one), done: 0 }));
  for (const [place, one] of chosen.entries()) {
    const { bench } = one;
    const advance = (share: number): string => {
      plans[place] = { seconds: plans[place]?.seconds ?? 0, done: share };
      return formatDuration(secondsLeft(plans, (performance.now() - begun) / 1000));
    };
    log(`[${place + 1}/${chosen.length}] ${bench.name}: about ${advance(0)} left in all`);
    const context: BenchContext = {
      ...options,
      peers,
      leaveOut,
      wants: (line) => one.lines.includes(line),
      measureInTurn: (entrants) => {
        const rounds = roundsOf(one);
        return inTurn(entrants, {
          rounds,
          onRound: (round) =>
            log(`  pair ${round} of ${rounds} is done, about ${advance(round / rounds)} left`),
          onFailure: (name, error) => {
            failures.add(`${bench.name}, ${name}: ${messageOf(error)}`);
            log(`  FAILED: ${name}: ${messageOf(error)}`);
          },
        });
      },
    };
    try {
      const measured = (await bench.measure(context)).filter(({ name }) => one.lines.includes(name));
      lines.push(...measured);
      // What is absent took no time, and says nothing of the pace.
      if (measured.length === 0) plans[place] = { seconds: 0, done: 1 };
      if (measured.length > 0) await onLines?.(measured);
    } catch (error) {
      failures.add(`${bench.name}: ${messageOf(error)}`);
      log(`  FAILED: ${messageOf(error)}`);
    }
    advance(1);
  }
  return { lines, leftOut: [...leftOut], failures: [...failures] };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
