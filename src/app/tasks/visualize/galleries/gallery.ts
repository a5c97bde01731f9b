import type {
  ExplainableModel,
  ExplainableNetwork,
  SpatialLayer,
} from "../../../../learning/explanation/model/explainable-model.ts";
import type { ExciteForm } from "../../../../learning/explanation/network/excite-channel.ts";
import type { Random } from "../../../../tensor/random.ts";
import type { Effects } from "../../effects.ts";
import type { InputPictures } from "../looking/input-pictures.ts";
import type { LookedAt } from "../looking/look-at-images.ts";

export const galleryIds = [
  "hidden",
  "filters",
  "patches",
  "prototypes",
  "embedding",
  "neighbours",
  "mean-cam",
] as const;

export type GalleryId = (typeof galleryIds)[number];

/** One figure of a gallery. */
export interface GalleryFigure {
  /** "filters-stage2": names the file and the figure. */
  readonly id: string;
  readonly title: string;
  /** What is seen, and how it was made. */
  readonly caption: string;
  readonly png: Uint8Array;
  /** Whether the run's report shows it too; true by default. */
  readonly inReport?: boolean;
}

export interface GalleryTable {
  /** "embedding.csv" */
  readonly file: string;
  readonly rows: readonly object[];
}

/** What a gallery adds to the folder. */
export interface GalleryPart {
  readonly figures: readonly GalleryFigure[];
  readonly tables?: readonly GalleryTable[];
}

/** What galleries are made from. */
export interface GalleryContext {
  readonly model: ExplainableModel;
  readonly network: ExplainableNetwork;
  readonly classes: readonly string[];
  readonly scoredPart: "val" | "test";
  /** Verdict of the run on each image of the scored part, by path. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly layers: readonly SpatialLayer[];
  readonly filters: number;
  readonly forms: readonly ExciteForm[];
  /** Who has looked: the run's network, or that of the package for a model without features, which judges nothing. */
  readonly eyes: "own" | "organelle";
  readonly looked: LookedAt;
  readonly pictures: InputPictures;
  readonly threads: number;
  readonly random: Random;
  readonly effects: Effects;
}

/** What the features of images are, for captions. */
export function featureWords({ eyes }: Pick<GalleryContext, "eyes">): string {
  return eyes === "own"
    ? "features before the last layer"
    : "features of the organelle network, which the model itself does not use";
}

export interface Verdict {
  /** Position of the class. */
  readonly predicted: number;
  readonly confidence: number;
}

/** Longest word of a file name: most file systems take 255 bytes, and more is still to come. */
const longestWord = 150;

/**
 * "block1.second/add" -> "block1.second-add": the layer in names of files. Each layer has a word of its own, also where upper
 * and lower case are the same, whichever of the network's layers are looked into.
 */
export function fileWord(layer: string, { layers }: Pick<ExplainableNetwork, "layers">): string {
  const taken = new Set<string>();
  for (const { name } of layers) {
    const word = name
      .replace(/[^\w.-]+/g, "-")
      .replace(/^paper-/i, "layer-paper-") // "filters-paper-x" is the other form of "x"
      .slice(0, longestWord);
    let free = word;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${word}-${number}`;
    taken.add(free.toLowerCase());
    if (name === layer) return free;
  }
  throw new RangeError(`a layer that the network does not have: ${layer}`);
}

/** "chlo_enlarged" -> "chlo enlarged": may be broken where it does not fit. */
export function spoken(label: string): string {
  return label.replaceAll("_", " ");
}
