import { MorError } from "../../errors.ts";
import { createRandom } from "../../tensor/random.ts";
import {
  type ClassicalInput,
  type ClassicalInputSettings,
  type ClassicalKind,
  type ClassicalModel,
  type FittedClassifier,
  toClassifier,
  toTensors,
} from "./classical-model.ts";
import {
  balancedClassWeights,
  crossValidate,
  groupedFolds,
  type ValidationScore,
} from "./grouped-cross-validation.ts";
import { fitSupportVectorMachine, predictSupportVectorMachine } from "./kernel/support-vector-machine.ts";
import { chooseRegularisation } from "./logistic/choose-regularisation.ts";
import { predictLogisticRegression } from "./logistic/logistic-regression.ts";
import { allRows, type Matrix, selectRows } from "./matrix.ts";
import { fitRandomForest, predictRandomForest } from "./trees/random-forest.ts";

export interface FitClassicalOptions {
  readonly classCount: number;
  readonly input: ClassicalInput;
  readonly inputSettings?: ClassicalInputSettings;
  readonly seed: number;
  /** Folds that choose the hyperparameters; 4 by default, fewer for fewer groups. */
  readonly folds?: number;
  /** Trees of the forest; 500 by default. */
  readonly trees?: number;
  /** Whether all classes weigh alike; false by default. */
  readonly balanced?: boolean;
  /** Counts units of work: fits of the cross-validation and of the model. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ClassicalFit {
  readonly model: ClassicalModel;
  /** Hyperparameters that were chosen, by name. */
  readonly chosen: Readonly<Record<string, number | string | boolean>>;
  /** Of the chosen ones, on the rows that the folds held back; choosing makes it a little too good. */
  readonly score: ValidationScore;
}

/**
 * Learns a classical model on rows of features; its hyperparameters are those that predict held-back groups best. The same
 * seed gives the same bits.
 *
 * @param labels classes 0..K-1.
 * @param groups name of the group of each row; undefined when every row stands for itself. Views of one image need a
 * common group.
 * @throws MorError `dataset-invalid` for no rows or values that are not finite; `shape-mismatch` for labels or groups of
 * another length; as `groupedFolds`; `cancelled`.
 */
export async function fitClassical(
  kind: ClassicalKind,
  x: Matrix,
  labels: Int32Array,
  groups: readonly string[] | undefined,
  options: FitClassicalOptions,
): Promise<ClassicalFit> {
  checkRows(x, labels, groups);
  const { classCount, input, inputSettings = {} } = options;
  const { classifier, chosen, score } = await learners[kind](x, labels, groups, options);
  const model = {
    kind,
    input,
    featureCount: x.columns,
    classCount,
    settings: { ...inputSettings, ...chosen, seed: options.seed },
    tensors: toTensors(classifier),
  };
  return { model, chosen, score };
}

/** Probabilities [rows, K]. @throws MorError `shape-mismatch` for rows of another length; `cancelled`. */
export async function predictClassical(
  model: ClassicalModel,
  x: Matrix,
  signal?: AbortSignal,
): Promise<Float32Array> {
  const classifier = toClassifier(model);
  if (classifier.kind === "logistic") return predictLogisticRegression(classifier.fitted, x);
  if (classifier.kind === "forest") return predictRandomForest(classifier.fitted, x);
  return predictSupportVectorMachine(classifier.fitted, x, signal);
}

interface Learnt {
  readonly classifier: FittedClassifier;
  readonly chosen: ClassicalFit["chosen"];
  readonly score: ValidationScore;
}

type Learner = (
  x: Matrix,
  labels: Int32Array,
  groups: readonly string[] | undefined,
  options: FitClassicalOptions,
) => Promise<Learnt>;

const learners: Readonly<Record<ClassicalKind, Learner>> = {
  svm: async (x, labels, groups, { folds = 4, input, ...options }) => {
    const fit = await fitSupportVectorMachine(x, labels, {
      ...options,
      groups,
      folds,
      standardized: input === "measurements",
    });
    const { model, cost, gammaFactor, score } = fit;
    return {
      classifier: { kind: "svm", fitted: model },
      chosen: { cost, gammaFactor, gamma: model.gamma },
      score,
    };
  },
  logistic: async (x, labels, groups, { folds = 4, classCount, seed, onProgress, signal, ...options }) => {
    const classWeights = options.balanced ? weigh(labels, classCount) : undefined;
    const { model, regularisation, score } = await chooseRegularisation(x, labels, {
      classCount,
      seed,
      onProgress,
      signal,
      groups,
      folds,
      ...(classWeights && { classWeights }),
    });
    return { classifier: { kind: "logistic", fitted: model }, chosen: { regularisation }, score };
  },
  forest: learnForest,
};

async function learnForest(
  x: Matrix,
  labels: Int32Array,
  groups: readonly string[] | undefined,
  options: FitClassicalOptions,
): Promise<Learnt> {
  const { classCount, seed, folds: k = 4, trees = 500, balanced = false, onProgress, signal } = options;
  const folds = groupedFolds(labels, groups, { classCount, k, seed });
  // Trying many of very many features at each node costs more than it brings.
  const candidates = forestCandidates.filter(
    ({ featureShare }) => featureShare === "sqrt" || x.columns <= 2_000,
  );
  const trialTrees = Math.min(trees, 100);
  const random = createRandom(seed).fork("forest");
  // Progress in trees.
  const total = candidates.length * folds.length * trialTrees + trees;
  let before = 0;
  const learn = async (rows: Matrix, classes: Int32Array, count: number, candidate: ForestCandidate) => {
    const forest = await fitRandomForest(rows, classes, {
      classCount,
      random,
      trees: count,
      balanced,
      ...candidate,
      onProgress: (done) => onProgress?.(before + done, total),
      signal,
    });
    before += count;
    return forest;
  };
  const result = await crossValidate({
    labels,
    classCount,
    folds,
    candidates,
    predict: async (candidate, fold) => {
      const classes = fold.train.map((row) => labels[row] ?? 0);
      const forest = await learn(selectRows(x, fold.train), classes, trialTrees, candidate);
      return predictRandomForest(forest, selectRows(x, fold.validation));
    },
    signal,
  });
  const fitted = await learn(x, labels, trees, result.best);
  return { classifier: { kind: "forest", fitted }, chosen: { ...result.best, trees }, score: result.score };
}

interface ForestCandidate {
  readonly splitter: "best" | "random";
  readonly featureShare: "sqrt" | number;
  readonly minLeaf: number;
}

const forestCandidates: readonly ForestCandidate[] = [
  { splitter: "best", featureShare: "sqrt", minLeaf: 1 },
  { splitter: "random", featureShare: "sqrt", minLeaf: 1 },
  { splitter: "random", featureShare: 0.2, minLeaf: 2 },
];

function weigh(labels: Int32Array, classCount: number): Float64Array {
  return balancedClassWeights(labels, allRows(labels.length), classCount);
}

function checkRows(x: Matrix, labels: Int32Array, groups: readonly string[] | undefined): void {
  if (x.rows === 0 || x.columns === 0) {
    throw new MorError("dataset-invalid", `Expected rows of features, got ${x.rows} x ${x.columns}`, {
      hint: "The training part is empty.",
    });
  }
  if (labels.length !== x.rows || (groups !== undefined && groups.length !== x.rows)) {
    throw new MorError(
      "shape-mismatch",
      `Expected ${x.rows} labels and groups, got ${labels.length} and ${groups?.length ?? x.rows}`,
    );
  }
}
