import type { MethodName } from "../methods/method.ts";
import { clearlyBetter, type MeanEstimate } from "./mean-estimate.ts";

/** Curves of mean scores, for a figure. */
export interface FaithfulnessCurves {
  /** Share of the cells that is taken away, or put back, from 0 to 1. */
  readonly share: readonly number[];
  /** Mean probability of the explained class at that share. */
  readonly deletion: readonly number[];
  readonly insertion: readonly number[];
  readonly randomDeletion: readonly number[];
  readonly randomInsertion: readonly number[];
  /** Mean rank correlation by the number of weight tensors that are shuffled, counted from the logits. */
  readonly randomisation?: { readonly layers: readonly number[]; readonly correlation: readonly number[] };
}

/** One value for each input; NaN where there is none. */
export interface FaithfulnessPerInput {
  readonly deletionAuc: Float64Array;
  readonly insertionAuc: Float64Array;
  readonly randomDeletionAuc: Float64Array;
  readonly randomInsertionAuc: Float64Array;
  readonly pointingGame: Float64Array;
  readonly massAccuracy: Float64Array;
  readonly maskShare: Float64Array;
}

/** How far the maps of a method can be trusted: means over inputs with intervals over images or groups. */
export interface Faithfulness {
  readonly method: MethodName;
  /** Area under the probability of the class while the hottest cells go first: the lower, the better. */
  readonly deletionAuc: MeanEstimate;
  /** The same while the hottest cells come back first: the higher, the better. */
  readonly insertionAuc: MeanEstimate;
  /** The same for the same cells in random order. */
  readonly randomDeletionAuc: MeanEstimate;
  readonly randomInsertionAuc: MeanEstimate;
  /** Share of the maps whose hottest pixel lies on the true mask; where masks are known. */
  readonly pointingGame?: MeanEstimate;
  readonly pointingChance?: MeanEstimate;
  /** Share of the positive heat on the true mask. */
  readonly massAccuracy?: MeanEstimate;
  readonly massChance?: MeanEstimate;
  /** Rank correlation with the maps of a network whose weights are shuffled; for networks. */
  readonly randomisation?: MeanEstimate;
  /** Whether `randomisation` lies clearly below 0.5. */
  readonly randomisationPasses?: boolean;
  readonly curves: FaithfulnessCurves;
  readonly perInput: FaithfulnessPerInput;
  /** Where the maps are no better than chance, as full sentences; empty where all is well. */
  readonly warnings: readonly string[];
}

/** What the warnings are written from. */
export type FaithfulnessScores = Omit<Faithfulness, "method" | "curves" | "perInput" | "warnings">;

/**
 * One sentence for each test in which a method is not clearly better than chance, that is, in which the intervals meet.
 * @param title of the method.
 */
export function warnOfFaithfulness(title: string, scores: FaithfulnessScores): string[] {
  const { deletionAuc, insertionAuc, randomDeletionAuc, randomInsertionAuc } = scores;
  const { pointingGame, pointingChance, massAccuracy, massChance, randomisation } = scores;
  const warnings = [
    compare(
      "the area under deletion",
      deletionAuc,
      randomDeletionAuc,
      "lower",
      "a random order of the cells",
    ),
    compare(
      "the area under insertion",
      insertionAuc,
      randomInsertionAuc,
      "higher",
      "a random order of the cells",
    ),
  ];
  if (pointingGame && pointingChance) {
    warnings.push(compare("the pointing game", pointingGame, pointingChance, "higher", "a random pixel"));
  }
  if (massAccuracy && massChance) {
    warnings.push(
      compare("the share of heat on the true mask", massAccuracy, massChance, "higher", "even heat"),
    );
  }
  if (randomisation && scores.randomisationPasses === false) {
    warnings.push(
      `the maps hardly change when the network forgets what it has learnt: their rank correlation is ${say(randomisation)}, and should lie below 0.5`,
    );
  }
  return warnings.flatMap((warning) => (warning === undefined ? [] : [`${title}: ${warning}.`]));
}

function compare(
  what: string,
  estimate: MeanEstimate,
  baseline: MeanEstimate,
  better: "lower" | "higher",
  chance: string,
): string | undefined {
  const [value, other] = [estimate.value, baseline.value];
  if (value === null || other === null || clearlyBetter(estimate, baseline, better)) return;
  const figures = `${say(estimate)} against ${say(baseline)}`;
  if (estimate.low === null || baseline.low === null) {
    return `${what} cannot be told from ${chance}, for want of images (${figures})`;
  }
  const isWorse = better === "lower" ? value >= other : value <= other;
  return isWorse
    ? `${what} is no better than ${chance} (${figures})`
    : `${what} is not clearly better than ${chance} (${figures})`;
}

/** "0.31 [0.25, 0.37]" */
function say({ value, low, high }: MeanEstimate): string {
  const number = (it: number | null): string => (it === null ? "?" : it.toFixed(2));
  return low === null ? number(value) : `${number(value)} [${number(low)}, ${number(high)}]`;
}
