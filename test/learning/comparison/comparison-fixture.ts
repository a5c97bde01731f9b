import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Prediction, PredictionTable } from "../../../src/learning/evaluation/predictions/prediction.ts";
import { createRandom } from "../../../src/tensor/random.ts";

export interface ComparisonFixture {
  readonly mcnemar: readonly {
    readonly onlyFirst: number;
    readonly onlySecond: number;
    readonly exact: number;
    readonly midP: number;
  }[];
  readonly holm: readonly { readonly p: readonly number[]; readonly adjusted: readonly number[] }[];
  readonly power: readonly {
    readonly name: string;
    readonly images: readonly number[];
    readonly error: readonly number[];
    readonly standardError: readonly number[];
    readonly chiSquare: number;
    readonly atLargest: number;
    readonly atDouble: number;
  }[];
  readonly confident: readonly {
    readonly classes: number;
    readonly given: readonly number[];
    readonly probability: readonly (readonly number[])[];
    readonly joint: readonly (readonly number[])[];
    readonly noiseRate: number;
    readonly doubtful: readonly number[];
  }[];
}

/** What scripts/fixtures/comparison.py wrote. */
export function readComparisonFixture(): ComparisonFixture {
  const file = resolve(import.meta.dirname, "../../fixtures/comparison.json");
  return JSON.parse(readFileSync(file, "utf8")) as ComparisonFixture; // the script writes exactly this
}

export interface MadeStudy {
  readonly seed: number;
  readonly classes: readonly string[];
  readonly groups: number;
  readonly imagesPerGroup: number;
  /** How hard a group is for all models, and an image for all models: standard deviations of logits. */
  readonly groupSpread: number;
  /** Separation of the true class for each model. */
  readonly skills: readonly number[];
  readonly named: boolean;
}

/** Predictions of several models on the same images; hard groups are hard for all of them. */
export function makeStudy(options: Partial<MadeStudy> = {}): PredictionTable[] {
  const { seed, classes, groups, imagesPerGroup, groupSpread, skills, named } = {
    seed: 1,
    classes: ["a", "b", "c"],
    groups: 30,
    imagesPerGroup: 6,
    groupSpread: 0.8,
    skills: [2.5, 2.5],
    named: true,
    ...options,
  };
  const random = createRandom(seed);
  const tables: Prediction[][] = skills.map(() => []);
  for (let group = 0; group < groups; group++) {
    const ease = random.normal(0, groupSpread);
    const truth = group % classes.length;
    for (let image = 0; image < imagesPerGroup; image++) {
      const own = random.normal(0, 0.5);
      skills.forEach((skill, model) => {
        const logits = classes.map((_, k) => (k === truth ? skill + ease + own : 0) + random.normal());
        const weights = logits.map(Math.exp);
        const sum = weights.reduce((all, weight) => all + weight, 0);
        tables[model]?.push({
          path: `g${group}/${image}.png`,
          ...(named ? { group: `g${group}` } : {}),
          label: classes[truth] ?? "",
          probability: weights.map((weight) => weight / sum),
        });
      });
    }
  }
  return tables.map((predictions) => ({ classes, predictions }));
}
