import type { BrokenImage } from "../../data/dataset/dataset.ts";
import type { MetricsFile } from "../metrics/metric-set.ts";

/** Everything that a report shows, as plain data; `renderReport` reads nothing else. */
export interface ReportInput {
  readonly title: string;
  /** When the report was made, as it shall be printed. */
  readonly generated: string;
  readonly run: RunFacts;
  readonly data: DataFacts;
  /** A few images of each class, in the order of `data.classes`. */
  readonly examples: readonly ClassExamples[];
  /** Empty when a model was evaluated only. */
  readonly history: readonly HistoryRow[];
  /** The epoch whose weights were kept. */
  readonly bestEpoch: number | null;
  readonly metrics: MetricsFile;
  readonly curves: LevelCurves;
  /** The most confident mistakes, the most confident first. */
  readonly mistakes: readonly Mistake[];
  /** The model in 8 bits beside that in float32; absent when there is none. */
  readonly int8?: Int8Facts | undefined;
  /** What the verdicts rest on; absent when nothing was explained. */
  readonly explanation?: ExplanationFacts | undefined;
  /** What the network has learnt; absent when it was not looked into. */
  readonly gallery?: GalleryFacts | undefined;
}

/** Maps of what verdicts rest on, and whether they can be believed. */
export interface ExplanationFacts {
  /** Images that were explained. */
  readonly images: number;
  /** The part that they are of; absent for images from elsewhere. */
  readonly part?: "val" | "test" | undefined;
  /** Images on which the maps were tested, one tile of each; 0 for no test. */
  readonly tested: number;
  /** Where the class activation maps were taken. */
  readonly layer?: string | undefined;
  /** The class that evidence was looked for; absent where it is the predicted one of each image. */
  readonly explainedClass?: string | undefined;
  readonly methods: readonly ExplanationMethodFacts[];
  readonly pictures: readonly ExplanationPicture[];
  /** The mean map of each class by one method. */
  readonly meanMaps?:
    | { readonly title: string; readonly maps: readonly (Thumbnail & { readonly images: number })[] }
    | undefined;
}

/** A number with its 95 % interval; `null` where it cannot be computed. */
export interface EstimateFacts {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** One way to explain, and how it fared against chance. */
export interface ExplanationMethodFacts {
  readonly name: string;
  /** "Grad-CAM". */
  readonly title: string;
  /** Whether its maps also have evidence against the class. */
  readonly signed: boolean;
  /** Whether its maps have the grain of single pixels, and are smoothed in pictures. */
  readonly isGrainy: boolean;
  readonly source: string;
  /** Absent when nothing was tested. */
  readonly faithfulness?: FaithfulnessFacts | undefined;
  /** Where it is no better than chance, as full sentences. */
  readonly warnings: readonly string[];
}

export interface FaithfulnessFacts {
  readonly deletionAuc: EstimateFacts;
  readonly insertionAuc: EstimateFacts;
  readonly randomDeletionAuc: EstimateFacts;
  readonly randomInsertionAuc: EstimateFacts;
  readonly pointingGame?: EstimateFacts | undefined;
  readonly pointingChance?: EstimateFacts | undefined;
  readonly massAccuracy?: EstimateFacts | undefined;
  readonly massChance?: EstimateFacts | undefined;
  readonly randomisation?: EstimateFacts | undefined;
  /** Whether that lies clearly below 0.5; absent where it cannot be told. */
  readonly randomisationPasses?: boolean | undefined;
  /** By how much each input does better than its own chance level: above 0 is better. */
  readonly advantages: {
    readonly deletion: EstimateFacts;
    readonly insertion: EstimateFacts;
    readonly pointingGame?: EstimateFacts | undefined;
    readonly massAccuracy?: EstimateFacts | undefined;
  };
  /** Heat on objects, true ones or found by a threshold, and whether the hottest differ from the rest. */
  readonly objects?: ObjectFacts | undefined;
}

export interface ObjectFacts {
  readonly source: "truth" | "threshold" | "both";
  readonly heatShare: EstimateFacts;
  readonly areaShare: EstimateFacts;
  /** Probability that a hot object is larger, longer, more elongated than another: 0.5 is chance. */
  readonly larger: EstimateFacts;
  readonly longer: EstimateFacts;
  readonly moreElongated: EstimateFacts;
}

/** An image beside its maps. */
export interface ExplanationPicture {
  readonly path: string;
  readonly label?: string | undefined;
  /** `null`: none of these. */
  readonly predicted: string | null;
  readonly mostProbable: string;
  readonly confidence: number;
  readonly explained: string;
  /** The image first, then one panel of each method. */
  readonly panels: readonly {
    readonly title: string;
    /** `data:image/jpeg;base64,...`. */
    readonly image: string;
  }[];
}

/** Pictures of what a network has learnt. */
export interface GalleryFacts {
  readonly galleries: readonly {
    readonly title: string;
    readonly caption: string;
    /** `data:image/png;base64,...`. */
    readonly image: string;
  }[];
}

/** What computing in 8 bits gains and costs. Shares and accuracies are in 0..1. */
export interface Int8Facts {
  /** Images of the training part that the ranges of the values come from. */
  readonly calibrationImages: number;
  /** Loss of accuracy that was allowed, in percentage points. */
  readonly maxLoss: number;
  /** How the layers that stay in float32 were chosen. */
  readonly choice: {
    /** The loss is what accuracy falls by; on `train`, at least a quarter of the share of verdicts that change. */
    readonly part: "train" | "val";
    readonly images: number;
    readonly loss: number;
    readonly met: boolean;
    /** Layers in float32 for the sake of accuracy. */
    readonly keptForAccuracy: number;
  };
  /** Layers with weights. */
  readonly layers: readonly { readonly precision: "int8" | "float32" }[];
  readonly scored: {
    readonly part: "val" | "test";
    readonly images: number;
    readonly float32Accuracy: number;
    readonly int8Accuracy: number;
    /** Accuracy in float32 less that in 8 bits, paired, over whole groups. */
    readonly loss: {
      readonly value: number | null;
      readonly low: number | null;
      readonly high: number | null;
    };
    /** Share of images whose verdict changes. */
    readonly changed: number;
  };
  /** Of the network alone, without decoding. */
  readonly speed: {
    readonly batch: number;
    readonly threads: number;
    readonly float32MsPerImage: number;
    readonly int8MsPerImage: number;
    /** float32 / int8, above 1 where 8 bits are faster. */
    readonly speedup: { readonly median: number; readonly low: number; readonly high: number };
  };
  /** Sizes of the model files. */
  readonly bytes: { readonly float32: number; readonly int8: number };
}

/** What is being scored: a tile of an image, an image, or all images of a group. */
export type Level = "tile" | "image" | "group";

export interface RunFacts {
  /** What was asked for, in the order in which it shall be printed. */
  readonly spec: Facts;
  readonly seed: number | null;
  /** Program or library to version. */
  readonly versions: Readonly<Record<string, string>>;
  /** SHA-256 of the data set, in hex. */
  readonly dataHash: string | null;
  readonly machine: Facts;
  /** Step to seconds. */
  readonly timings: Readonly<Record<string, number>>;
  readonly device: string | null;
  readonly parameterCount: number | null;
  /** The command line that repeats the run. */
  readonly command: string | null;
  /** What the methods text may say of the training; nothing is said of what is missing. */
  readonly methods?: MethodFacts;
}

export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Phrases that stand inside a sentence, so without a capital and a full stop. */
export interface MethodFacts {
  /** "compact residual network". */
  readonly architecture?: string;
  /** What was trained: a network from nothing (the default), one that knew something, a head on its features, or no network. */
  readonly training?: "scratch" | "fine-tuned" | "head" | "classical";
  /** What training chose by itself: "C = 0.01, chosen on the validation part". */
  readonly choices?: string;
  /** The pretrained network. */
  readonly backbone?: BackboneFacts;
  readonly inputSize?: { readonly width: number; readonly height: number; readonly channels: number };
  /** "intensities were scaled per image to zero mean and unit variance". */
  readonly intensity?: string;
  /** "quarter tiles", "rotation", ... */
  readonly augmentation?: readonly string[];
  /** "AdamW". */
  readonly optimizer?: string;
  readonly learningRate?: number;
  /** "one-cycle". */
  readonly schedule?: string;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly labelSmoothing?: number;
  readonly balancedSampling?: boolean;
  /** By what the best epoch was chosen: "validation accuracy". */
  readonly selection?: string;
  /** "averaging over the 8 symmetries of the square". */
  readonly inference?: string;
}

/** Whose weights a run began with. */
export interface BackboneFacts {
  readonly name: string;
  /** "imagenet", "formula-driven", "file"; "rule-made" for weights that know nothing of images. */
  readonly weights: string;
  readonly licence?: string | undefined;
  readonly citation?: string | undefined;
  readonly address?: string | undefined;
}

export interface DataFacts {
  readonly classes: readonly string[];
  readonly counts: readonly PartCounts[];
  /** What a group is, in the singular: "plant", "movie". */
  readonly groupName?: string;
  /** How the parts were made; absent when it is not known. */
  readonly partition?: {
    /** "given" when the data set itself assigned the parts. */
    readonly origin: "drawn" | "given";
    readonly stratified: boolean;
    /** Whether groups were kept on one side. */
    readonly grouped: boolean;
  };
  /** Facts the user should know, as full sentences. */
  readonly warnings: readonly string[];
  readonly broken: readonly BrokenImage[];
  readonly duplicates: readonly Duplicate[];
}

export interface PartCounts {
  /** "train", "val", "test", or another name. */
  readonly part: string;
  /** Images of each class, in the order of `classes`. */
  readonly perClass: readonly number[];
  /** Number of groups; `null` when there are no groups. */
  readonly groups: number | null;
}

/** Two images that are the same, or nearly. */
export interface Duplicate {
  readonly first: string;
  readonly second: string;
  readonly kind: "exact" | "near";
  /** Whether they stand in different parts, which makes the scores too good. */
  readonly acrossParts: boolean;
}

export interface ClassExamples {
  readonly label: string;
  readonly images: readonly Thumbnail[];
}

export interface Thumbnail {
  readonly path: string;
  /** `data:image/png;base64,...`; PNG, JPEG, GIF and WebP are shown, anything else is replaced by a blank. */
  readonly image: string;
}

/** One epoch; a number that was not measured is `null` or NaN. */
export interface HistoryRow {
  readonly epoch: number;
  readonly step: number;
  readonly learningRate: number | null;
  readonly trainLoss: number | null;
  readonly trainAccuracy: number | null;
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
  readonly valMacroF1: number | null;
  readonly seconds: number | null;
}

/** Curves of one level of the scored part. */
export interface LevelCurves {
  readonly level: Level;
  /** One for each class. */
  readonly classes: readonly ClassCurves[];
  readonly reliability: readonly ReliabilityBin[];
}

export interface ClassCurves {
  readonly label: string;
  /** Both in 0..1, ascending or descending together; `null` where it is not defined. */
  readonly roc: {
    readonly falsePositiveRate: ArrayLike<number>;
    readonly truePositiveRate: ArrayLike<number>;
  } | null;
  /** Both in 0..1; recall ascending or descending; `null` where it is not defined. */
  readonly precisionRecall: {
    readonly recall: ArrayLike<number>;
    readonly precision: ArrayLike<number>;
  } | null;
}

/** Rows whose confidence lies in one of the ranges of equal width over 0..1, in ascending order. */
export interface ReliabilityBin {
  /** `null` or NaN when `count` is 0, as is `accuracy`. */
  readonly meanConfidence: number | null;
  readonly accuracy: number | null;
  readonly count: number;
}

export interface Mistake extends Thumbnail {
  readonly group?: string;
  readonly label: string;
  readonly predicted: string;
  /** Probability given to `predicted`, 0..1. */
  readonly confidence: number;
}
