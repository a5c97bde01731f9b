import { describeMachine, type MeasuredLine } from "./results.ts";

/** How much slower than recorded is a regression, unless another share is given. */
export const usualTolerance = 0.15;

/** The same on another processor, where the operators themselves stand in another ratio to each other. */
const toleranceElsewhere = 0.4;

/** The highest ratio that is no regression of a stored line, as measured on a machine. */
export function limitOf(stored: MeasuredLine, machine: string, tolerance: number = usualTolerance): number {
  const isSame = stored.conditions.machine === machine;
  return stored.ratio.median * (1 + (isSame ? tolerance : Math.max(tolerance, toleranceElsewhere)));
}

/** Ratios by name of line. */
export type Measured = Readonly<Record<string, number>>;

export interface CheckOptions {
  readonly stored: readonly MeasuredLine[];
  /** Names of lines to compare. */
  readonly names: readonly string[];
  /** Measures these lines; those that cannot be measured here are absent. */
  readonly measure: (names: readonly string[]) => Promise<Measured>;
  /** How often a slow line is measured before it counts as one. */
  readonly tries: number;
  readonly log: (text: string) => void;
  readonly machine?: string;
  /** Share by which a line may be slower on the machine that it was recorded on; 0.15 by default. */
  readonly tolerance?: number;
}

/**
 * Compares ratios with the stored ones. What is slower than its limit is measured again: a machine may be busy for a
 * moment, but a regression is there each time. The smallest of the tries counts.
 * @returns whether no line is slower than its limit; names that were never recorded are left out, and named.
 */
export async function checkLines(options: CheckOptions): Promise<boolean> {
  const { stored, measure, tries, log, machine = describeMachine(), tolerance = usualTolerance } = options;
  const byName = new Map(stored.map((line) => [line.name, line]));
  const unknown = options.names.filter((name) => !byName.has(name));
  if (unknown.length > 0) log(`Never recorded, not compared: ${unknown.join(", ")}`);
  const elsewhere = options.names.map((name) => byName.get(name)?.conditions.machine);
  const others = [...new Set(elsewhere.filter((name) => name !== undefined && name !== machine))];
  if (others.length > 0) {
    log(`Recorded on another machine (${others.join("; ")}; this is ${machine}):`);
    log(
      `a rough comparison, which fails only for what is ${100 * Math.max(tolerance, toleranceElsewhere)} % slower.`,
    );
  }
  let open = options.names.filter((name) => byName.has(name));
  const best = new Map<string, number>();
  for (let round = 1; round <= tries && open.length > 0; round++) {
    const ratios = await measure(open);
    open = open.filter((name) => {
      const [line, ratio] = [byName.get(name), ratios[name]];
      if (!line) return false;
      if (ratio === undefined) {
        log(`${name}: cannot be measured here`);
        return false;
      }
      const least = Math.min(ratio, best.get(name) ?? Number.POSITIVE_INFINITY);
      best.set(name, least);
      const limit = limitOf(line, machine, tolerance);
      const passed = least <= limit;
      const verdict = passed ? "passed" : round < tries ? "slower, trying again" : "FAILED";
      log(
        `${name}: ${ratio.toFixed(3)}, recorded ${line.ratio.median.toFixed(3)}, at most ${limit.toFixed(3)}: ${verdict}`,
      );
      return !passed;
    });
  }
  return open.length === 0;
}
