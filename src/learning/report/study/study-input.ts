import type { ComparisonResult } from "../../comparison/compare-models.ts";
import type { NamedLearningCurve } from "../../comparison/comparison-tables.ts";
import type { DoubtfulLabels } from "../../comparison/doubtful-labels.ts";
import type { MetricsFile } from "../../metrics/metric-set.ts";
import type { DataFacts, Facts, LevelCurves, Thumbnail } from "../report-input.ts";
import type { PaperModel } from "./paper-results.ts";

/** Everything that the report of a study shows, as plain data; `renderStudyReport` reads nothing else. */
export interface StudyReportInput {
  readonly title: string;
  /** When the report was made, as it shall be printed. */
  readonly generated: string;
  readonly data: DataFacts;
  /** Folds of the cross-validation, whose predictions are pooled; 1 when one part was held out. */
  readonly folds: number;
  /** In any order: the report follows that of `comparison`. */
  readonly models: readonly StudyModel[];
  /** Of the predictions for images from which the metrics come. */
  readonly comparison: ComparisonResult;
  readonly learningCurves?: readonly NamedLearningCurve[];
  readonly doubtfulLabels?: DoubtfulLabelFacts;
  /** Models that were asked for and have no result. */
  readonly failures?: readonly { readonly name: string; readonly reason: string }[];
  readonly reproduce: ReproduceFacts;
  /** What the reader should know besides what the report finds out itself, as full sentences. */
  readonly warnings: readonly string[];
}

/** One model of the study with what it reached and what it cost. */
export interface StudyModel {
  /** As in `comparison`. */
  readonly name: string;
  /** For the reader: "DenseNet 169". */
  readonly title: string;
  /** Trained from scratch, a head on a pretrained network, or on measurements or pixels. */
  readonly kind: "network" | "backbone" | "classical";
  /** Phrase without a capital: "frozen features and a linear layer". */
  readonly family: string;
  /** With the level of images at least. */
  readonly metrics: MetricsFile;
  /** Curves at the level of images. */
  readonly curves: LevelCurves;
  /** Over all folds; `null` when it was not measured. */
  readonly trainSeconds: number | null;
  /** When it predicts. */
  readonly imagesPerSecond: number | null;
  readonly parameterCount: number | null;
  readonly weights?: WeightsFacts;
  /** How it was trained, as full sentences for the methods. */
  readonly methods?: string;
  /** The run folder, relative to the report, with forward slashes. */
  readonly folder?: string;
  /** The model of Li et al. (2021) that it repeats. */
  readonly paper?: PaperModel;
}

/** Whose weights a model began with. */
export interface WeightsFacts {
  /** "imagenet", "rule-made", "file". */
  readonly origin: string;
  readonly licence?: string | undefined;
  readonly citation?: string | undefined;
}

export interface DoubtfulLabelFacts {
  readonly result: DoubtfulLabels;
  /** Pictures of the first of them. */
  readonly thumbnails: readonly Thumbnail[];
}

export interface ReproduceFacts {
  /** The command line that repeats the study. */
  readonly command: string | null;
  readonly seed: number | null;
  /** Program or library to version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: Facts;
  /** SHA-256 of the data set, in hex. */
  readonly dataHash: string | null;
  /** Whole study, in seconds. */
  readonly seconds?: number;
}
