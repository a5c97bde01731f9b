import { MorError } from "../../errors.ts";
import { predictedClasses } from "../metrics/confusion-matrix.ts";
import type { Scores } from "../metrics/metric-set.ts";
import { alignPredictions, type ModelPredictions } from "./align-predictions.ts";
import { compactLetters } from "./compact-letters.ts";
import { holmAdjust } from "./holm.ts";
import { type McNemarTest, mcnemarTest } from "./mcnemar.ts";
import {
  type ComparedMeasure,
  comparedMeasures,
  type Difference,
  fewestClusters,
  pairedDifference,
  type ResampleOptions,
  resampleModels,
} from "./paired-bootstrap.ts";

export interface ComparisonOptions extends ResampleOptions {
  /** Coverage of the intervals; 0.95 by default. A difference is called real when its p is below 1 - level. */
  readonly level?: number;
}

/** Every pair of models on the same images. */
export interface ComparisonResult {
  /** Best first: by accuracy, then by macro AUC. */
  readonly models: readonly ComparedModel[];
  /** Every pair, the better model first, in the order of `models`. */
  readonly pairs: readonly ModelPair[];
  readonly images: number;
  /** What was resampled: groups, or images where there are no groups. */
  readonly clusters: number;
  /** Whether images of one group moved together; else every image counts as independent. */
  readonly grouped: boolean;
  /** Which test, corrected after Holm, decides `differs` and the letters: the bootstrap with groups, else McNemar's. */
  readonly decidedBy: "bootstrap" | "mcnemar";
  readonly level: number;
  readonly resamples: number;
  readonly seed: number;
  /** What a reader must know to believe it, as full sentences. */
  readonly notes: readonly string[];
}

export interface ComparedModel extends Readonly<Record<ComparedMeasure, number | null>> {
  readonly name: string;
  /** Models that share a letter were not found to differ in accuracy. */
  readonly letters: string;
}

/** A difference with the p value that holds for all pairs together (Holm). */
export interface CorrectedDifference extends Difference {
  readonly corrected: number | null;
}

export interface ModelPair extends Readonly<Record<ComparedMeasure, CorrectedDifference>> {
  readonly first: string;
  readonly second: string;
  readonly bothRight: number;
  readonly bothWrong: number;
  readonly mcnemar: McNemarTest & { readonly correctedExact: number; readonly correctedMidP: number };
  /** Whether their accuracies differ, by `decidedBy`; `null` when there is too little to tell. */
  readonly differs: boolean | null;
}

/**
 * Compares models on the same images, tile by tile averaged: differences of accuracy, macro F1 and macro AUC with
 * intervals from a bootstrap over groups, McNemar's test, and letters for a table. The same input and seed give the
 * same result. One model has no pairs.
 *
 * It speaks of these trained models on new images of the same kind; how much training again would change is not in it.
 *
 * @throws MorError `predictions-invalid` when the tables do not speak of the same images, with the first difference;
 * `usage` when an option is out of its range, or models share a name.
 */
export function compareModels(
  models: readonly ModelPredictions[],
  options: ComparisonOptions = {},
): ComparisonResult {
  const { seed = 0, resamples = 2000, level = 0.95 } = options;
  if (!(level > 0 && level < 1)) {
    throw new MorError("usage", `Expected level to be between 0 and 1, got ${level}.`);
  }
  const { scores, images, grouped } = alignPredictions(models);
  const { clusters, models: measured } = resampleModels(scores, { seed, resamples });
  const ranked = models
    .flatMap(({ name }, index) => {
      const measures = measured[index];
      const own = scores[index];
      return measures && own ? [{ name, measures, right: rightRows(own) }] : [];
    })
    .sort(
      ({ measures: a }, { measures: b }) =>
        (b.accuracy.value ?? 0) - (a.accuracy.value ?? 0) ||
        (b.macroAuc.value ?? 0) - (a.macroAuc.value ?? 0),
    );
  const decidedBy = grouped ? "bootstrap" : "mcnemar";
  const drawn = ranked.flatMap((first, index) =>
    ranked.slice(index + 1).map((second) => ({
      first,
      second,
      cross: crossRight(first.right, second.right),
      differences: comparedMeasures.map((measure) =>
        pairedDifference(first.measures[measure], second.measures[measure], clusters.count, level),
      ),
    })),
  );
  const corrected = comparedMeasures.map((_, measure) =>
    holmAdjust(drawn.map(({ differences }) => differences[measure]?.p ?? null)),
  );
  const exact = holmAdjust(drawn.map(({ cross }) => cross.mcnemar.exact));
  const midP = holmAdjust(drawn.map(({ cross }) => cross.mcnemar.midP));
  const pairs = drawn.map(({ first, second, cross, differences }, pair): ModelPair => {
    const of = (measure: number): CorrectedDifference => ({
      ...(differences[measure] ?? absent),
      corrected: corrected[measure]?.[pair] ?? null,
    });
    const deciding = decidedBy === "bootstrap" ? (corrected[0]?.[pair] ?? null) : (exact[pair] ?? null);
    return {
      first: first.name,
      second: second.name,
      bothRight: cross.bothRight,
      bothWrong: cross.bothWrong,
      accuracy: of(0),
      macroF1: of(1),
      macroAuc: of(2),
      mcnemar: { ...cross.mcnemar, correctedExact: exact[pair] ?? 1, correctedMidP: midP[pair] ?? 1 },
      differs: deciding === null ? null : deciding < 1 - level,
    };
  });
  const found = new Set(
    pairs.flatMap(({ first, second, differs }) => (differs ? [pairKey(first, second)] : [])),
  );
  const letters = compactLetters(ranked.length, (i, j) =>
    found.has(pairKey(ranked[i]?.name ?? "", ranked[j]?.name ?? "")),
  );
  return {
    models: ranked.map(({ name, measures }, index) => ({
      name,
      accuracy: measures.accuracy.value,
      macroF1: measures.macroF1.value,
      macroAuc: measures.macroAuc.value,
      letters: letters[index] ?? "",
    })),
    pairs,
    images: images.length,
    clusters: clusters.count,
    grouped,
    decidedBy,
    level,
    resamples: clusters.count < fewestClusters ? 0 : resamples,
    seed,
    notes: collectNotes(grouped, clusters.count),
  };
}

const absent: Difference = { value: null, low: null, high: null, p: null };
/** With fewer clusters than this a bootstrap is called rough. */
const fewClusters = 20;

function collectNotes(grouped: boolean, clusters: number): string[] {
  if (clusters < fewestClusters) {
    const what = grouped ? "groups" : "images";
    return [`Too few ${what} (${clusters}) to say from a bootstrap which differences are real.`];
  }
  if (!grouped) {
    return [
      "No groups are known, so every image counts as independent: if images share a plant, a leaf or a session, differences look surer than they are.",
    ];
  }
  return clusters < fewClusters
    ? [`The comparison rests on ${clusters} groups: its intervals and p values are rough.`]
    : [];
}

function rightRows({ classes, truth, probability }: Scores): Uint8Array {
  return Uint8Array.from(predictedClasses(probability, classes.length), (k, row) =>
    k === truth[row] ? 1 : 0,
  );
}

function crossRight(
  first: Uint8Array,
  second: Uint8Array,
): { readonly bothRight: number; readonly bothWrong: number; readonly mcnemar: McNemarTest } {
  const count = (a: number, b: number): number =>
    first.reduce((sum, right, row) => sum + (right === a && second[row] === b ? 1 : 0), 0);
  return { bothRight: count(1, 1), bothWrong: count(0, 0), mcnemar: mcnemarTest(count(1, 0), count(0, 1)) };
}

function pairKey(first: string, second: string): string {
  return JSON.stringify([first, second]);
}
