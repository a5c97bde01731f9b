import type { Preprocessing } from "../../../../data/batch/preprocessing.ts";
import type { PartitionedDataset } from "../../../../data/dataset/dataset.ts";
import type { Classifier } from "../../../../learning/evaluation/classifier.ts";
import type { ModelMetadata } from "../../../../learning/evaluation/model-metadata.ts";
import type { BackboneFacts, MethodFacts } from "../../../../learning/report/report-input.ts";
import type { Checkpoint } from "../../../../learning/training/checkpoint.ts";
import type { HistoryRow } from "../../../../learning/training/history.ts";
import type { Effects } from "../../effects.ts";

/** A way to learn classes from images, with all of its options settled for one data set. */
export interface Learner {
  /** For the record: "resnet", "mobilenet-v2". */
  readonly name: string;
  readonly preprocessing: Preprocessing;
  /** Predictions are averaged over the 8 symmetries of the square. */
  readonly symmetries: boolean;
  /** Whether something was chosen by the score on the `val` part. */
  readonly choosesOnValidation: boolean;
  readonly methods: MethodFacts;
  /** The pretrained network that it builds on, and whose it is. */
  readonly backbone?: BackboneFacts;
  /** What decides the result besides the options and the data. */
  readonly decisive: unknown;
  /** Name of the model file in the run folder. */
  readonly modelFile: ModelFile;
  /** Learns from the `train` part and looks at `val`. The same seed gives the same model, also after a stop. */
  learn(dataset: PartitionedDataset, context: LearningContext): Promise<Learned>;
}

export type ModelFile = "model.onnx" | "model.safetensors";

export interface LearningContext {
  /** Where checkpoints and the history go. */
  readonly folder: string;
  readonly checkpoint: Checkpoint | undefined;
  readonly fingerprint: string;
  readonly effects: Effects;
}

/** What was learnt. */
export interface Learned {
  readonly history: readonly HistoryRow[];
  /** The epoch that the weights are from, counted from 1. */
  readonly bestEpoch: number;
  readonly parameterCount: number;
  /** Step to seconds. */
  readonly timings: Readonly<Record<string, number>>;
  /** What was chosen on the way, for the methods section. */
  readonly choices?: string;
  /** Ready to classify images, not calibrated. */
  open(): Promise<Classifier>;
  /** The bytes of the model file. */
  encode(metadata: ModelMetadata): Uint8Array;
}
