import type { InputSource } from "../../data/batch/input-source.ts";
import type { PartitionedDataset } from "../../data/dataset/dataset.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import type { SessionOptions } from "../../engine/runtime/session.ts";
import { openClassifier } from "../evaluation/classifier.ts";
import { confusionMatrix, predictedClasses } from "../metrics/confusion-matrix.ts";
import { accuracy, macroF1 } from "../metrics/confusion-scores.ts";
import { logLoss } from "../metrics/proper-scores.ts";
import { type SureMistake, surestMistakes } from "./surest-mistakes.ts";

/** More than these are not looked at while training goes on. */
const mistakesShown = 24;

export interface ValidationScores {
  readonly loss: number;
  readonly accuracy: number;
  readonly macroF1: number;
  /** The surest mistakes among the images, the worst first. */
  readonly mistakes: readonly SureMistake[];
}

/** Scores the `val` part tile by tile, without symmetries; undefined when the part is empty. */
export async function validate(
  dataset: PartitionedDataset,
  source: InputSource,
  graph: Graph,
  session: SessionOptions | undefined,
  signal: AbortSignal | undefined,
): Promise<ValidationScores | undefined> {
  const samples = dataset.samples.filter(({ part }) => part === "val");
  if (samples.length === 0) return undefined;
  const classifier = await openClassifier(graph, source.preprocessing, session);
  try {
    const rows = await classifier.classify(samples, {
      symmetries: false,
      signal,
      source: {
        ...source,
        prepare: (jobs) =>
          source.prepare(jobs.map((job) => ({ ...job, image: samples[job.image]?.index ?? 0 }))),
      },
    });
    const classes = dataset.classes.length;
    const truth = rows.map(({ label = "" }) => dataset.classes.indexOf(label));
    const probability = Float64Array.from(rows.flatMap((row) => Array.from(row.probability)));
    const confusion = confusionMatrix(truth, predictedClasses(probability, classes), classes);
    return {
      loss: logLoss(truth, probability, classes) ?? Number.NaN,
      accuracy: accuracy(confusion) ?? Number.NaN,
      macroF1: macroF1(confusion) ?? Number.NaN,
      mistakes: surestMistakes({ classes: dataset.classes, predictions: rows }, mistakesShown),
    };
  } finally {
    await classifier.close();
  }
}
