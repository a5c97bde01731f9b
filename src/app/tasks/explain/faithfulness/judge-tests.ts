import type { Faithfulness } from "../../../../learning/explanation/faithfulness/faithfulness.ts";
import type { FaithfulnessFacts } from "../../../../learning/report/report-input.ts";

/** In how many tests a method did better than chance. */
export interface TestCount {
  /** Tests that could be made: of enough images, with masks, of a network. */
  readonly made: number;
  readonly passed: number;
}

/** A test is passed when the whole interval of the advantage over chance lies above 0; one without an interval was not made. */
export function countTests({
  advantages,
  randomisationPasses,
}: Pick<FaithfulnessFacts, "advantages" | "randomisationPasses">): TestCount {
  const { deletion, insertion, pointingGame, massAccuracy } = advantages;
  const results = [deletion, insertion, pointingGame, massAccuracy].flatMap((advantage) =>
    advantage?.low == null ? [] : [advantage.low > 0],
  );
  if (randomisationPasses !== undefined) results.push(randomisationPasses);
  return { made: results.length, passed: results.filter(Boolean).length };
}

/** What must be known before a map is believed, as full sentences: one alone where there were too few images for any test. */
export function warningsOf(tests: Faithfulness): readonly string[] {
  if (countTests(tests).made > 0) return tests.warnings;
  return [
    "There were too few images to tell the maps from chance: explain at least five, of different plants where there are groups, or the run's own.",
  ];
}
