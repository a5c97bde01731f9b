import type { Faithfulness } from "../../../learning/explanation/faithfulness/faithfulness.ts";
import {
  clearlyBetter,
  type MeanEstimate,
} from "../../../learning/explanation/faithfulness/mean-estimate.ts";

/** In how many tests a method did better than chance. */
export interface TestCount {
  /** Tests that could be made: of enough images, with masks, of a network. */
  readonly made: number;
  readonly passed: number;
}

/** A test is passed when the intervals do not meet; one without an interval counts as not made. */
export function countTests(tests: Faithfulness): TestCount {
  const { deletionAuc, insertionAuc, randomDeletionAuc, randomInsertionAuc } = tests;
  const { pointingGame, pointingChance, massAccuracy, massChance, randomisation } = tests;
  const compared: readonly [MeanEstimate | undefined, MeanEstimate | undefined, "lower" | "higher"][] = [
    [deletionAuc, randomDeletionAuc, "lower"],
    [insertionAuc, randomInsertionAuc, "higher"],
    [pointingGame, pointingChance, "higher"],
    [massAccuracy, massChance, "higher"],
  ];
  const results = compared.flatMap(([estimate, chance, better]) =>
    estimate && chance && estimate.low !== null && chance.low !== null
      ? [clearlyBetter(estimate, chance, better)]
      : [],
  );
  if (randomisation?.value != null) results.push(tests.randomisationPasses === true);
  return { made: results.length, passed: results.filter(Boolean).length };
}
