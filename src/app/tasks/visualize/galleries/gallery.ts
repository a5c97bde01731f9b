import type {
  ExplainableModel,
  ExplainableNetwork,
  SpatialLayer,
} from "../../../../learning/explanation/model/explainable-model.ts";
import type { ExciteForm } from "../../../../learning/explanation/network/excite-channel.ts";
import type { Random } from "../../../../tensor/random.ts";
import type { Effects } from "../../effects.ts";
import type { InputPictures } from "../input-pictures.ts";
import type { LookedAt } from "../look-at-images.ts";

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
  readonly looked: LookedAt;
  readonly pictures: InputPictures;
  readonly threads: number;
  readonly random: Random;
  readonly effects: Effects;
}

export interface Verdict {
  /** Position of the class. */
  readonly predicted: number;
  readonly confidence: number;
}

/** "block1.second/add" -> "block1.second-add". */
export function fileWord(name: string): string {
  return name.replace(/[^\w.-]+/g, "-");
}

/** "chlo_enlarged" -> "chlo enlarged": may be broken where it does not fit. */
export function spoken(label: string): string {
  return label.replaceAll("_", " ");
}
