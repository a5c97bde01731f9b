import type { Dataset } from "../../src/data/dataset/dataset.ts";
import { type Fold, groupedFolds } from "../../src/learning/classical/grouped-cross-validation.ts";
import type { Random } from "../../src/tensor/random.ts";
import { createRandom } from "../../src/tensor/random.ts";

/** Images of each class that are learnt; a class that has fewer gives all of them. */
export type PerClass = number | "all";

/** The images of a data set, in its order. */
export interface Images {
  readonly classes: readonly string[];
  readonly files: readonly { readonly file: string; readonly path: string; readonly contentHash?: string }[];
  /** Class of each image. */
  readonly labels: Int32Array;
  /** Of each image: images of one group are never learnt and judged at once. */
  readonly groups: readonly string[];
  readonly train: Int32Array;
  readonly val: Int32Array;
}

/** What is learnt and what is judged. */
export interface Split {
  /** "fold 1": where the judged rows come from; "val". */
  readonly name: string;
  /** Rows that may be learnt, of which a subset is drawn. */
  readonly learnt: Int32Array;
  readonly judged: Int32Array;
}

/** The images of a data set with parts of its own. @throws Error for a data set without them. */
export function imagesOf({ classes, samples }: Dataset): Images {
  const rowsOf = (part: string): Int32Array =>
    Int32Array.from(samples.flatMap((sample, row) => (sample.part === part ? [row] : [])));
  const train = rowsOf("train");
  if (train.length === 0) throw new Error("Expected a manifest with the part train, got none");
  return {
    classes,
    files: samples,
    labels: Int32Array.from(samples, ({ label }) => classes.indexOf(label)),
    groups: samples.map(({ group, path }) => group ?? path),
    train,
    val: rowsOf("val"),
  };
}

/** The train part cut into folds, stratified by class; groups are never cut. Rows are those of the data set. */
export function trainFolds(
  { classes, labels, groups, train }: Images,
  { folds, seed }: { readonly folds: number; readonly seed: number },
): Split[] {
  const cut = groupedFolds(
    Int32Array.from(train, (row) => labels[row] ?? 0),
    Array.from(train, (row) => groups[row] ?? ""),
    { classCount: classes.length, k: folds, seed },
  );
  return cut.map((fold: Fold, index) => ({
    name: `fold ${index + 1}`,
    learnt: fold.train.map((place) => train[place] ?? 0),
    judged: fold.validation.map((place) => train[place] ?? 0),
  }));
}

/** All of train, judged on the validation part. */
export function validationSplit({ train, val }: Images): Split {
  return { name: "val", learnt: train, judged: val };
}

/**
 * Draws `perClass` images of each class from the rows that may be learnt, in rising order. The images of a smaller draw of
 * the same `random` are among those of a larger one.
 */
export function drawSubset(
  rows: Int32Array,
  labels: Int32Array,
  perClass: PerClass,
  random: Random,
): Int32Array {
  if (perClass === "all") return rows;
  const byClass = new Map<number, number[]>();
  for (const row of rows) {
    const label = labels[row] ?? 0;
    byClass.set(label, [...(byClass.get(label) ?? []), row]);
  }
  const drawn = [...byClass].flatMap(([label, members]) =>
    random.fork("class", label).shuffle(members).slice(0, perClass),
  );
  return Int32Array.from(drawn).sort();
}

/** The source of the draws of a split; the same for every model, so that all learn the same images. */
export function subsetSource(seed: number, { name }: Split, draw: number): Random {
  return createRandom(seed).fork("subset", name, draw);
}
