import type { ModelPredictions } from "../../../../src/learning/comparison/align-predictions.ts";
import { compareModels } from "../../../../src/learning/comparison/compare-models.ts";
import { findDoubtfulLabels } from "../../../../src/learning/comparison/doubtful-labels.ts";
import { fitLearningCurve } from "../../../../src/learning/comparison/learning-curve.ts";
import { metricsAtLevels } from "../../../../src/learning/evaluation/metrics-at-levels.ts";
import { averageTiles } from "../../../../src/learning/evaluation/predictions/average-predictions.ts";
import type {
  Prediction,
  PredictionTable,
} from "../../../../src/learning/evaluation/predictions/prediction.ts";
import { reliabilityBins } from "../../../../src/learning/metrics/calibration-error.ts";
import { rocCurve } from "../../../../src/learning/metrics/roc-curve.ts";
import type { LevelCurves } from "../../../../src/learning/report/report-input.ts";
import type { StudyModel, StudyReportInput } from "../../../../src/learning/report/study/study-input.ts";
import { createRandom, type Random } from "../../../../src/tensor/random.ts";
import { sampleReport, sampleThumbnail, sixClasses } from "../../../support/report-sample.ts";

export interface StudySampleOptions {
  readonly seed: number;
  readonly classes: readonly string[];
  readonly groupsPerClass: number;
  readonly imagesPerGroup: number;
  /** How many of the twelve models take part. */
  readonly models: number;
  readonly grouped: boolean;
  readonly resamples: number;
}

type MadeModel = Omit<StudyModel, "metrics" | "curves"> & {
  /** Separation of the true class, and how far confidences are sharpened. */
  readonly skill: number;
  readonly sharpness: number;
};

const head = "frozen features and a linear layer";
const kerasLicence = "Apache-2.0 (Keras Applications)";

/** A plausible finished study, made of random scores: its numbers agree with each other. */
export function sampleStudy(options: Partial<StudySampleOptions> = {}): StudyReportInput {
  const { seed, classes, groupsPerClass, imagesPerGroup, models, grouped, resamples } = {
    seed: 1,
    classes: sixClasses,
    groupsPerClass: 10,
    imagesPerGroup: 8,
    models: 12,
    grouped: true,
    resamples: 200,
    ...options,
  };
  const random = createRandom(seed);
  const made = madeModels.slice(0, models);
  const tables = drawPredictions(random, made, classes, groupsPerClass, imagesPerGroup, grouped);
  const predictions: ModelPredictions[] = made.map(({ name }, index) => ({
    name,
    predictions: tables[index] ?? { classes, predictions: [] },
  }));
  const run = sampleReport({ classes: sixClasses, support: 10, epochs: 3 });
  const doubtful = findDoubtfulLabels(predictions, { resamples, seed });
  const images = groupsPerClass * imagesPerGroup;
  return {
    title: "Twelve models on Arabidopsis organelles",
    generated: "3 May 2024, 18:05",
    data: {
      ...run.data,
      classes,
      counts: [
        {
          part: "all",
          perClass: classes.map(() => images),
          groups: grouped ? groupsPerClass * classes.length : null,
        },
      ],
      warnings: [],
      duplicates: [],
      broken: [],
    },
    folds: 5,
    models: made.map(({ skill, sharpness, ...model }, index) => {
      const table = tables[index] ?? { classes, predictions: [] };
      return {
        ...model,
        metrics: metricsAtLevels(table, { bootstrap: resamples, part: "test" }),
        curves: curvesOf(averageTiles(table)),
      };
    }),
    comparison: compareModels(predictions, { seed, resamples }),
    learningCurves: made
      .filter(({ name }) => ["densenet169", "cnn", "random-forest"].includes(name))
      .map(({ name, skill }) => ({ name, curve: drawCurve(random.fork("curve", name), skill, 640) })),
    doubtfulLabels: {
      result: doubtful,
      thumbnails: doubtful.labels.slice(0, 12).map(({ path, label }, index) => ({
        path,
        image: sampleThumbnail(random.fork("doubtful", index), classes.indexOf(label)),
      })),
    },
    reproduce: {
      command:
        "mor study leaves --models paper --folds 5 --by plant --learning-curve --label-noise --out study",
      seed,
      versions: run.run.versions,
      machine: run.run.machine,
      dataHash: run.run.dataHash,
      seconds: 5432,
    },
    warnings: [],
  };
}

const madeModels: readonly MadeModel[] = [
  backbone("densenet169", "DenseNet 169", 3.25, 92, 11, 12_652_870, "imagenet"),
  backbone("densenet201", "DenseNet 201", 3.2, 118, 8.4, 18_333_510, "imagenet"),
  backbone("densenet121", "DenseNet 121", 3.05, 71, 15, 7_043_654, "imagenet"),
  {
    name: "cnn",
    title: "CNN",
    kind: "network",
    family: "four convolutions from scratch",
    trainSeconds: 1840,
    imagesPerSecond: 410,
    parameterCount: 5_245_446,
    folder: "runs/cnn",
    paper: "cnn",
    methods:
      "Four convolutions and two dense layers, trained from scratch for 100 epochs with Adam (learning rate 0.0001).",
    skill: 2.8,
    sharpness: 1.3,
  },
  backbone("inception-v3", "Inception v3", 2.6, 84, 14, 21_815_078, "imagenet"),
  backbone("resnet50-v2", "ResNet50 v2", 2.5, 66, 18, 23_577_094, "rule-made"),
  backbone("resnet101-v2", "ResNet101 v2", 2.55, 124, 9.6, 42_638_854, "rule-made"),
  backbone("resnet152-v2", "ResNet152 v2", 2.52, 181, 6.4, 58_344_134, "rule-made"),
  backbone("vgg16", "VGG16", 2.2, 232, 4.9, 14_717_766, "imagenet"),
  backbone("mobilenet-v2", "MobileNet v2", 2.1, 24, 61, 2_265_670, "imagenet"),
  {
    name: "random-forest",
    title: "Random forest",
    kind: "classical",
    family: "64 trees on shape and texture",
    trainSeconds: 6.2,
    imagesPerSecond: 148,
    parameterCount: null,
    paper: "random-forest",
    skill: 1.75,
    sharpness: 0.6,
  },
  {
    name: "svm",
    title: "Support vector machine",
    kind: "classical",
    family: "RBF kernel on raw pixels",
    trainSeconds: 38,
    imagesPerSecond: 92,
    parameterCount: null,
    paper: "svm",
    skill: 1.3,
    sharpness: 0.8,
  },
];

function backbone(
  name: NonNullable<StudyModel["paper"]>,
  title: string,
  skill: number,
  trainSeconds: number,
  imagesPerSecond: number,
  parameterCount: number,
  origin: string,
): MadeModel {
  return {
    name,
    title,
    kind: "backbone",
    family: head,
    trainSeconds,
    imagesPerSecond,
    parameterCount,
    folder: `runs/${name}`,
    paper: name,
    weights:
      origin === "imagenet"
        ? { origin, licence: kerasLicence, citation: "Huang et al. (2017), doi:10.1109/CVPR.2017.243" }
        : { origin },
    methods:
      "Frozen features of the pretrained network and one linear layer with softmax, trained for 5,000 steps with Adam (learning rate 0.001, divided by 10 every 1,600 steps; batch 256).",
    skill,
    sharpness: 1.1,
  };
}

/** Four tiles of each image; hard groups and hard images are hard for all models; some labels are wrong. */
function drawPredictions(
  random: Random,
  models: readonly MadeModel[],
  classes: readonly string[],
  groupsPerClass: number,
  imagesPerGroup: number,
  grouped: boolean,
): PredictionTable[] {
  const rows: Prediction[][] = models.map(() => []);
  const quarters = [11, 21, 12, 22];
  for (let group = 0; group < groupsPerClass * classes.length; group++) {
    const truth = group % classes.length;
    const neighbour = truth % 2 === 0 ? Math.min(truth + 1, classes.length - 1) : truth - 1;
    const ease = random.normal(0, 0.35);
    for (let image = 0; image < imagesPerGroup; image++) {
      const own = random.normal(0, 0.5);
      const label = random.uniform() < 0.015 ? random.integer(classes.length) : truth;
      models.forEach(({ skill, sharpness }, model) => {
        const common = classes.map(() => random.normal(0, 0.75));
        for (const quarterId of quarters) {
          const logits = classes.map((_, k) => {
            const lean = k === truth ? 1.25 * skill + ease + own : k === neighbour ? 0.45 * skill : 0;
            return sharpness * (lean + (common[k] ?? 0) + random.normal(0, 0.7));
          });
          const weights = logits.map(Math.exp);
          const sum = weights.reduce((all, weight) => all + weight, 0);
          rows[model]?.push({
            path: `${classes[label]}/p${group}_${image}.tif`,
            ...(grouped ? { group: `p${group}` } : {}),
            label: classes[label] ?? "",
            quarterId,
            probability: weights.map((weight) => weight / sum),
          });
        }
      });
    }
  }
  return rows.map((predictions) => ({ classes, predictions }));
}

function curvesOf({ classes, predictions }: PredictionTable): LevelCurves {
  const best = predictions.map(({ probability }) => Math.max(...Array.from(probability)));
  const right = predictions.map(
    ({ probability, label }, row) => probability[classes.indexOf(label ?? "")] === best[row],
  );
  return {
    level: "image",
    classes: classes.map((label, k) => ({
      label,
      roc: rocCurve(
        predictions.map(({ probability }) => probability[k] ?? 0),
        predictions.map((row) => row.label === label),
      ),
      precisionRecall: null,
    })),
    reliability: reliabilityBins(best, right).map((bin) => ({ ...bin, meanConfidence: bin.confidence })),
  };
}

function drawCurve(random: Random, skill: number, images: number): ReturnType<typeof fitLearningCurve> {
  const floor = 0.02 + 0.12 * (3.25 - skill);
  const points = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1].map((share) => {
    const count = Math.round(share * images);
    const accuracy = Math.min(0.995, 1 - floor - 1.6 * count ** -0.5 + random.normal(0, 0.005));
    return { images: count, accuracy, low: accuracy - 0.022, high: Math.min(1, accuracy + 0.018) };
  });
  return fitLearningCurve(points, { resamples: 300 });
}
