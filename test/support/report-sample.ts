import { reliabilityBins } from "../../src/learning/metrics/calibration-error.ts";
import { computeMetrics } from "../../src/learning/metrics/compute-metrics.ts";
import type { Estimate, MetricSet, Scores } from "../../src/learning/metrics/metric-set.ts";
import { precisionRecallCurve } from "../../src/learning/metrics/precision-recall-curve.ts";
import { rocCurve } from "../../src/learning/metrics/roc-curve.ts";
import type {
  ClassCurves,
  HistoryRow,
  ReliabilityBin,
  ReportInput,
} from "../../src/learning/report/report-input.ts";
import { createRandom, type Random } from "../../src/tensor/random.ts";
import { tinyPng } from "./tiny-png.ts";

export interface SampleOptions {
  readonly seed: number;
  readonly classes: readonly string[];
  /** Images of each class in the scored part. */
  readonly support: number;
  readonly epochs: number;
  /** Separation of the classes: 1 is hard, 3 is easy. */
  readonly skill: number;
}

export const sixClasses: readonly string[] = [
  "chlo_enlarged",
  "chlo_normal",
  "mito_elongated",
  "mito_normal",
  "pex_elongated",
  "pex_normal",
];

export const sixteenClasses: readonly string[] = [
  "interphase",
  "prometaphase",
  "metaphase",
  "metaphase_alignment_problems",
  "anaphase",
  "early_anaphase",
  "telophase",
  "apoptosis",
  "binuclear",
  "polylobed",
  "grape",
  "hole",
  "folded",
  "large",
  "small_irregular",
  "out_of_focus",
];

/** A plausible finished run, made of random scores: its numbers agree with each other. */
export function sampleReport(options: Partial<SampleOptions> = {}): ReportInput {
  const { seed, classes, support, epochs, skill } = {
    seed: 1,
    classes: sixClasses,
    support: 30,
    epochs: 60,
    skill: 2.2,
    ...options,
  };
  const random = createRandom(seed);
  const images = score(random.fork("images"), classes.length, support, skill);
  const tiles = score(random.fork("tiles"), classes.length, support * 4, skill * 0.85);
  const groupsPerClass = Math.max(2, Math.round(support / 6));
  const groups = score(random.fork("groups"), classes.length, groupsPerClass, skill * 1.4);
  const clusters = groupsPerClass * classes.length;
  const perClass = (factor: number): number[] =>
    classes.map((_, index) => support * factor - (index % 3) * (factor > 1 ? 3 : 0));
  return {
    title: "Organelle morphology of Arabidopsis division mutants",
    generated: "3 May 2024, 14:20",
    run: {
      spec: {
        data: "leaves",
        model: "resnet",
        recipe: "modern",
        epochs,
        batch: 64,
        learningRate: 0.004,
        seed,
        threads: 2,
        device: "cpu",
        testTimeSymmetries: true,
        config: null,
      },
      seed,
      versions: { deeplearnmor: "0.1.0", "ONNX Runtime": "1.30.0", "Node.js": "20.19.1" },
      dataHash: "3f9a1c0be4d77a50f2c6d5b8a90e1f34c7725d6180ab93ee41f07c2d58b6a9e1",
      machine: { processor: "2 cores, x64", memory: "8 GiB", "operating system": "Linux 6.1" },
      timings: { training: 512.4, evaluation: 8.31, report: 0.42 },
      device: "cpu",
      parameterCount: 1_236_742,
      command: `mor train leaves --out runs/leaves --model resnet --recipe modern --by plant --seed ${seed}`,
      methods: {
        architecture: "compact residual network",
        inputSize: { width: 128, height: 128, channels: 3 },
        intensity: "intensities were scaled per image to zero mean and unit variance",
        augmentation: ["quarter tiles", "the 8 symmetries of the square", "rotation", "scaling", "noise"],
        optimizer: "AdamW",
        learningRate: 0.004,
        schedule: "one-cycle",
        batchSize: 64,
        epochs,
        labelSmoothing: 0.1,
        balancedSampling: true,
        selection: "validation accuracy",
        inference: "averaging over the 8 symmetries of the square",
      },
    },
    data: {
      classes,
      counts: [
        { part: "train", perClass: perClass(8), groups: clusters * 8 },
        { part: "val", perClass: perClass(1), groups: clusters },
        { part: "test", perClass: perClass(1), groups: clusters },
      ],
      groupName: "plant",
      partition: { origin: "drawn", stratified: true, grouped: true },
      warnings: ["Images of plant 17 are 4 times darker than the median of their class."],
      broken: [
        {
          path: "chlo_normal/p03_l2_0007.tif",
          reason: "Expected a TIFF image, got a file cut off after 4,096 bytes.",
        },
        { path: "pex_normal/p11_l1_0002.png", reason: "Expected an image, got an empty file." },
      ],
      duplicates: [
        { first: "mito_normal/p04_a.png", second: "mito_normal/p04_b.png", kind: "near", acrossParts: false },
      ],
    },
    examples: classes.map((label, index) => ({
      label,
      images: Array.from({ length: 4 }, (_, n) => ({
        path: `${label}/p${index}${n}.png`,
        image: sampleThumbnail(random.fork("example", index, n), index),
      })),
    })),
    history: sampleHistory(random.fork("history"), epochs),
    bestEpoch: Math.max(1, Math.round(epochs * 0.8)),
    metrics: {
      part: "test",
      levels: {
        tile: measure(tiles, classes, clusters),
        image: measure(images, classes, clusters),
        group: measure(groups, classes, groups.length),
      },
    },
    curves: {
      level: "image",
      classes: classes.map((label, index) => sampleCurves(label, index, images)),
      reliability: sampleReliability(images),
    },
    mistakes: images
      .filter((row) => row.truth !== row.predicted)
      .sort((a, b) => confidence(b) - confidence(a))
      .slice(0, 12)
      .map((row, index) => ({
        path: `${classes[row.truth]}/p${10 + index}_leaf2_${1000 + index * 37}.png`,
        image: sampleThumbnail(random.fork("mistake", index), row.truth),
        group: `p${10 + index}`,
        label: classes[row.truth] ?? "",
        predicted: classes[row.predicted] ?? "",
        confidence: confidence(row),
      })),
  };
}

/** A data URI of 48 x 48 grey pixels: bright blobs, larger for odd classes. */
export function sampleThumbnail(random: Random, kind: number): string {
  const size = 48;
  const light = new Float64Array(size * size).fill(14);
  const radius = 1.5 + (kind % 4);
  for (let blob = 0; blob < 10 + (kind % 3) * 8; blob++) {
    const [cx, cy, sx] = [
      random.uniform(0, size),
      random.uniform(0, size),
      radius * random.uniform(0.7, 1.5),
    ];
    for (let i = 0; i < light.length; i++) {
      const [dx, dy] = [((i % size) - cx) / sx, (Math.floor(i / size) - cy) / radius];
      light[i] = (light[i] ?? 0) + 180 * Math.exp(-(dx * dx + dy * dy) / 2);
    }
  }
  return tinyPng(
    size,
    size,
    Uint8Array.from(light, (value) => Math.min(255, value + random.uniform(0, 18))),
  );
}

/** A value of which nothing is known, with the reason. */
export function unknownEstimate(note: string): Estimate {
  return { value: null, low: null, high: null, method: "none", note };
}

interface Row {
  readonly truth: number;
  readonly predicted: number;
  readonly probability: readonly number[];
}

function confidence({ probability, predicted }: Row): number {
  return probability[predicted] ?? 0;
}

/** Softmax of Gaussian scores; each class leans towards its neighbour, as a class and its mutant do. */
function score(random: Random, classes: number, support: number, skill: number): Row[] {
  return Array.from({ length: classes * support }, (_, row) => {
    const truth = Math.floor(row / support);
    const neighbour = truth % 2 === 0 ? truth + 1 : truth - 1;
    const logits = Array.from({ length: classes }, (_, k) => {
      const lean = k === truth ? skill * 2.1 : k === neighbour ? skill * 0.9 : 0;
      return lean + random.normal(0, 1.1);
    });
    const largest = Math.max(...logits);
    const weights = logits.map((value) => Math.exp(value - largest));
    const sum = weights.reduce((total, value) => total + value, 0);
    return { truth, predicted: logits.indexOf(largest), probability: weights.map((value) => value / sum) };
  });
}

function measure(rows: readonly Row[], classes: readonly string[], clusters: number): MetricSet {
  const scores: Scores = {
    classes,
    truth: rows.map(({ truth }) => truth),
    probability: Float64Array.from(rows.flatMap(({ probability }) => probability)),
    cluster: rows.map((_, index) => `p${Math.floor((index * clusters) / rows.length)}`),
  };
  return computeMetrics(scores, { bootstrap: 60 }); // fewer than real, for speed
}

function sampleCurves(label: string, k: number, rows: readonly Row[]): ClassCurves {
  const given = rows.map(({ probability }) => probability[k] ?? 0);
  const positive = rows.map(({ truth }) => truth === k);
  return { label, roc: rocCurve(given, positive), precisionRecall: precisionRecallCurve(given, positive) };
}

function sampleReliability(rows: readonly Row[]): ReliabilityBin[] {
  const right = rows.map(({ truth, predicted }) => truth === predicted);
  return reliabilityBins(rows.map(confidence), right).map((bin) => ({
    ...bin,
    meanConfidence: bin.confidence,
  }));
}

function sampleHistory(random: Random, epochs: number): HistoryRow[] {
  return Array.from({ length: epochs }, (_, index) => {
    const t = (index + 1) / epochs;
    const trainAccuracy = Math.min(1, 0.97 - 0.75 * Math.exp(-7 * t) + random.normal(0, 0.008));
    const valAccuracy = Math.min(1, 0.93 - 0.7 * Math.exp(-6 * t) + random.normal(0, 0.018) * (1.4 - t));
    return {
      epoch: index + 1,
      step: (index + 1) * 23,
      learningRate:
        t < 0.3 ? 0.0002 + 0.0038 * (t / 0.3) : 0.004 * 0.5 * (1 + Math.cos((Math.PI * (t - 0.3)) / 0.7)),
      trainLoss: 0.08 + 1.7 * Math.exp(-6 * t) + Math.abs(random.normal(0, 0.012)),
      trainAccuracy,
      valLoss: 0.24 + 1.55 * Math.exp(-7 * t) + 0.08 * t + Math.abs(random.normal(0, 0.03)),
      valAccuracy,
      valMacroF1: valAccuracy - 0.01,
      seconds: 8.5 + random.uniform(),
    };
  });
}
