import type { MethodName } from "../methods/method.ts";
import type { MeanEstimate } from "./mean-estimate.ts";

/** Curves of mean scores, for a figure. */
export interface FaithfulnessCurves {
  /** Share of the cells that is taken away, and that is put back, from 0 to 1. */
  readonly share: readonly number[];
  readonly insertionShare: readonly number[];
  /** Mean probability of the explained class at that share, over the inputs that count. */
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
  /** Whether the input counts in the means of the areas: it is not given to its class when it is blurred all over. */
  readonly restsOnStructure: readonly boolean[];
  readonly pointingGame: Float64Array;
  readonly massAccuracy: Float64Array;
  readonly maskShare: Float64Array;
}

/**
 * By how much each input does better than its own chance level, which differs more from one input to the next than from
 * what a method reaches: above 0 is better in all of them.
 */
export interface FaithfulnessAdvantages {
  readonly deletion: MeanEstimate;
  readonly insertion: MeanEstimate;
  readonly pointingGame?: MeanEstimate;
  readonly massAccuracy?: MeanEstimate;
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
  /** Whether `randomisation` lies clearly below 0.5; undefined where that cannot be told. */
  readonly randomisationPasses?: boolean | undefined;
  /** Share of the comparisons with shuffled networks that had a map without any order of pixels, and were left out. */
  readonly flatShare?: number;
  readonly advantages: FaithfulnessAdvantages;
  readonly curves: FaithfulnessCurves;
  readonly perInput: FaithfulnessPerInput;
  /** Where the maps are no better than chance, as full sentences; empty where all is well. */
  readonly warnings: readonly string[];
}

/** What the warnings are written from. */
export type FaithfulnessScores = Omit<Faithfulness, "method" | "curves" | "perInput" | "warnings">;

/**
 * One sentence for each test in which a method is not clearly better than chance, that is, in which the interval of its
 * advantage holds 0 or less.
 * @param title of the method.
 */
export function warnOfFaithfulness(title: string, scores: FaithfulnessScores): string[] {
  const { deletionAuc, insertionAuc, randomDeletionAuc, randomInsertionAuc, advantages } = scores;
  const { pointingGame, pointingChance, massAccuracy, massChance, randomisation } = scores;
  const warnings = [
    compare("the area under deletion", advantages.deletion, deletionAuc, randomDeletionAuc, randomCells),
    compare("the area under insertion", advantages.insertion, insertionAuc, randomInsertionAuc, randomCells),
    compare("the pointing game", advantages.pointingGame, pointingGame, pointingChance, "a random pixel"),
    compare(
      "the share of heat on the true mask",
      advantages.massAccuracy,
      massAccuracy,
      massChance,
      "even heat",
    ),
  ];
  if (randomisation && scores.randomisationPasses === false) {
    warnings.push(
      `the maps do not change enough when the network forgets what it has learnt: their rank correlation is ${say(randomisation)}, and should lie below 0.5`,
    );
  } else if (randomisation && randomisation.value !== null && randomisation.high === null) {
    warnings.push(
      `whether the maps change when the network forgets what it has learnt cannot be told, for want of images (rank correlation ${say(randomisation)})`,
    );
  }
  return warnings.flatMap((warning) => (warning === undefined ? [] : [`${title}: ${warning}.`]));
}

const randomCells = "a random order of the cells";

function compare(
  what: string,
  advantage: MeanEstimate | undefined,
  estimate: MeanEstimate | undefined,
  baseline: MeanEstimate | undefined,
  chance: string,
): string | undefined {
  if (!advantage || !estimate || !baseline || advantage.value === null) return;
  const figures = `${say(estimate)} against ${say(baseline)}`;
  if (advantage.low === null) return `${what} cannot be told from ${chance}, for want of images (${figures})`;
  if (advantage.low > 0) return;
  return advantage.value <= 0
    ? `${what} is no better than ${chance} (${figures})`
    : `${what} is not clearly better than ${chance} (${figures})`;
}

/** "0.31 [0.25, 0.37]" */
function say({ value, low, high }: MeanEstimate): string {
  const number = (it: number | null): string => (it === null ? "?" : it.toFixed(2));
  return low === null ? number(value) : `${number(value)} [${number(low)}, ${number(high)}]`;
}
