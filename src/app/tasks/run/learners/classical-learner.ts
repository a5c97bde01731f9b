import type { SymmetryId } from "../../../../data/augment/symmetries.ts";
import { fillInput } from "../../../../data/batch/fill-input.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "../../../../data/batch/preprocessing.ts";
import { createTileSource } from "../../../../data/batch/tile-source.ts";
import type { Dataset, PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import { MorError, throwIfCancelled } from "../../../../errors.ts";
import { classicalInput } from "../../../../learning/classical/classical-input.ts";
import { type ClassicalModel, encodeClassicalModel } from "../../../../learning/classical/classical-model.ts";
import { fitClassical, predictClassical } from "../../../../learning/classical/fit-classical.ts";
import { type Matrix, stackRows } from "../../../../learning/classical/matrix.ts";
import { encodeModelMetadata } from "../../../../learning/evaluation/model-metadata.ts";
import { classicalClassifier } from "../../../../learning/models/classical-classifier.ts";
import { scoreRows } from "../../../../learning/models/heads/score-rows.ts";
import { type Effects, startStage } from "../../effects.ts";
import type { ClassicalName, TrainSpec } from "../train-spec.ts";
import { choosePreprocessing, describePreprocessing } from "./choose-preprocessing.ts";
import type { Learned, Learner } from "./learner.ts";

const phrases: Readonly<Record<ClassicalName, string>> = {
  svm: "support vector machine with a radial basis function",
  forest: "random forest",
  logistic: "multinomial logistic regression",
};

/** Li et al. (2021), methods: pixels of 64 x 64 for the support vector machine, 128 x 128 and 64 trees for the forest. */
const pixelChoices: Readonly<Record<ClassicalName, { readonly size: number; readonly trees?: number }>> = {
  svm: { size: 64 },
  forest: { size: 128, trees: 64 },
  logistic: { size: 64 },
};

/** A classical model on pixels, as in the paper, or on measurements of shape and texture. */
export function classicalLearner(kind: ClassicalName, spec: TrainSpec, dataset: Dataset): Learner {
  const isPixels = spec.input === "pixels";
  const preprocessing = choosePreprocessing(spec, dataset, {
    tiles: spec.recipe === "paper" ? "quarters" : "auto",
    // Measurements are of objects: stretched, so that a threshold finds them in dim images too.
    scaling: isPixels ? { kind: "full-range" } : { kind: "percentile", low: 0.1, high: 99.9 },
    ...(isPixels ? { channels: 3, size: pixelChoices[kind].size } : {}),
  });
  const trees = isPixels ? pixelChoices[kind].trees : undefined;
  return {
    name: `${kind} on ${spec.input}`,
    preprocessing,
    symmetries: false,
    choosesOnValidation: false,
    methods: {
      training: "classical",
      architecture: `${phrases[kind]} on ${isPixels ? "raw pixels" : "measurements of shape and texture"}`,
      ...describePreprocessing(preprocessing),
      augmentation: preprocessing.tiles === "quarters" ? ["quarter tiles"] : [],
      selection: "grouped cross-validation within the training part",
    },
    decisive: [kind, trees],
    modelFile: "model.safetensors",
    async learn(data, { effects }): Promise<Learned> {
      const clock = () => effects.now().getTime();
      const begun = clock();
      const training = await readRows("train", spec.input, preprocessing, data, effects);
      if (training.x.rows === 0) {
        throw new MorError("dataset-invalid", "Expected training images, got none in the part train");
      }
      const validation = await readRows("val", spec.input, preprocessing, data, effects);
      const measured = clock();
      const stage = "Choosing and training";
      let started = false;
      const classes = data.classes.length;
      const { model, chosen, score } = await fitClassical(
        kind,
        training.x,
        training.labels,
        training.groups,
        {
          classCount: classes,
          input: spec.input,
          seed: spec.seed,
          ...(trees === undefined ? {} : { trees }),
          onProgress(done, total) {
            if (!started)
              effects.progress({
                kind: "start",
                stage,
                code: "fit",
                total,
                unit: kind === "forest" ? "trees" : "fits",
              });
            started = true;
            effects.progress({ kind: "advance", stage, done });
          },
          signal: effects.signal,
        },
      );
      const choices = Object.entries(chosen)
        .map(([key, value]) => `${key} = ${typeof value === "number" ? Number(value.toPrecision(3)) : value}`)
        .join(", ");
      effects.progress({ kind: "end", stage, note: choices });
      const fitted = scoreRows(await predictClassical(model, training.x), training.labels, classes);
      const judged =
        validation.x.rows > 0
          ? scoreRows(await predictClassical(model, validation.x), validation.labels, classes)
          : undefined;
      const trained = clock();
      return {
        history: [
          {
            epoch: 1,
            step: 1,
            learningRate: 0,
            trainLoss: fitted.loss,
            trainAccuracy: fitted.accuracy,
            valLoss: judged?.loss ?? null,
            valAccuracy: judged?.accuracy ?? null,
            valMacroF1: judged?.macroF1 ?? null,
            seconds: (trained - measured) / 1000,
          },
        ],
        bestEpoch: 1,
        parameterCount: countNumbers(model),
        choices: `${choices}, chosen by grouped cross-validation within the training part (accuracy ${score.accuracy.toFixed(3)} on its folds)`,
        timings: { features: (measured - begun) / 1000, train: (trained - measured) / 1000 },
        open: async () => classicalClassifier(model, preprocessing),
        encode: (metadata) => encodeClassicalModel(model, encodeModelMetadata(metadata)),
      };
    },
  };
}

interface Rows {
  readonly x: Matrix;
  readonly labels: Int32Array;
  readonly groups: readonly string[];
}

/** Reads a part and turns each tile into a row. */
async function readRows(
  part: "train" | "val",
  input: TrainSpec["input"],
  preprocessing: Preprocessing,
  data: PartitionedDataset,
  effects: Effects,
): Promise<Rows> {
  const samples = data.samples.filter((sample) => sample.part === part);
  const source = createTileSource(samples, preprocessing, { cacheBytes: 0, signal: effects.signal });
  const { channels, height, width } = preprocessing;
  const verb = input === "pixels" ? "Reading" : "Measuring";
  const stage = startStage(effects, `${verb} (${part})`, samples.length, "images", { code: "measure", part });
  const rows: Float32Array[] = [];
  const [labels, groups]: [number[], string[]] = [[], []];
  const view: { readonly kind: "symmetry"; readonly id: SymmetryId } = { kind: "symmetry", id: 1 };
  for (const [index, sample] of samples.entries()) {
    throwIfCancelled(effects.signal);
    for (const tile of await source.load(index)) {
      const image = new Float32Array(inputLength(preprocessing));
      fillInput(image, 0, tile, view, preprocessing);
      rows.push(classicalInput({ channels, height, width, data: image }, input));
      labels.push(data.classes.indexOf(sample.label));
      groups.push(sample.group ?? sample.path);
    }
    stage.advance(index + 1);
    // Measuring is work of the processor: progress and Ctrl-C get their turn between images.
    await new Promise((resume) => setImmediate(resume));
  }
  stage.end();
  if (rows.length !== samples.length * tilesPerImage(preprocessing)) throw new Error("A tile has one row");
  return { x: stackRows(rows), labels: Int32Array.from(labels), groups };
}

function countNumbers({ tensors }: ClassicalModel): number {
  return [...tensors.values()].reduce((sum, { data }) => sum + data.length, 0);
}
