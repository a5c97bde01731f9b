import { chooseRegularisation } from "../../src/learning/classical/logistic/choose-regularisation.ts";
import { predictLogisticRegression } from "../../src/learning/classical/logistic/logistic-regression.ts";
import { type Matrix, selectRows } from "../../src/learning/classical/matrix.ts";
import { predictedClasses } from "../../src/learning/metrics/confusion-matrix.ts";
import { openRowProducts } from "../../src/learning/models/heads/session-products.ts";
import { drawSubset, type Images, type PerClass, type Split, subsetSource } from "./protocol.ts";
import type { Answers } from "./scores.ts";

export interface ProbeOptions {
  readonly perClass: PerClass;
  /** How often a subset is drawn of each split. */
  readonly draws: number;
  readonly seed: number;
  readonly threads: number;
  readonly onFit: (done: number, total: number) => void;
}

export interface Probed extends Answers {
  /** C of each fit: of the splits in turn, and of the draws within them. */
  readonly chosen: readonly number[];
  /** Images that were learnt, the mean over the fits. */
  readonly learnt: number;
}

/**
 * Logistic regression on frozen features: standardised by what is learnt, C with the best log loss on three grouped folds
 * of what is learnt. A class that is not among it is never the answer.
 */
export async function probeLinearly(
  x: Matrix,
  { classes, labels, groups }: Images,
  splits: readonly Split[],
  { perClass, draws, seed, threads, onFit }: ProbeOptions,
): Promise<Probed> {
  const { products, close } = await openRowProducts({ threads });
  const [rows, predicted, chosen]: [number[], number[], number[]] = [[], [], []];
  let learnt = 0;
  const total = splits.length * draws;
  try {
    for (const split of splits) {
      for (let draw = 0; draw < draws; draw++) {
        const subset = drawSubset(split.learnt, labels, perClass, subsetSource(seed, split, draw));
        const { model, regularisation } = await chooseRegularisation(
          selectRows(x, subset),
          subset.map((row) => labels[row] ?? 0),
          {
            ...{ classCount: classes.length, products, seed },
            groups: Array.from(subset, (row) => groups[row] ?? ""),
          },
        );
        const probabilities = predictLogisticRegression(model, selectRows(x, split.judged));
        rows.push(...split.judged);
        predicted.push(...predictedClasses(probabilities, classes.length));
        chosen.push(regularisation);
        learnt += subset.length / total;
        onFit(chosen.length, total);
      }
    }
  } finally {
    await close();
  }
  return { rows, predicted, chosen, learnt };
}

/** The most frequent class of what may be learnt, for every judged row. */
export function answerByMajority({ labels, classes }: Images, splits: readonly Split[]): Answers {
  const [rows, predicted]: [number[], number[]] = [[], []];
  for (const { learnt, judged } of splits) {
    const counts = new Float64Array(classes.length);
    for (const row of learnt) counts[labels[row] ?? 0] = (counts[labels[row] ?? 0] ?? 0) + 1;
    const top = counts.indexOf(Math.max(...counts));
    rows.push(...judged);
    predicted.push(...Array.from(judged, () => top));
  }
  return { rows, predicted };
}
