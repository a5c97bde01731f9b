import type { Job } from "./job.ts";

/** One way to explain a verdict. */
export interface MethodFacts {
  readonly name: string;
  /** "Grad-CAM" */
  readonly title: string;
  /** What it shows, in one plain sentence. */
  readonly meaning: string;
  readonly source: string;
  /** Whether it shows regions (needs a layer), single pixels, or effects of covering places. */
  readonly shows: "regions" | "pixels" | "effects";
  /** Whether maps have colours for and against a class. */
  readonly signed: boolean;
  /** Minutes rather than seconds for each image. */
  readonly slow: boolean;
  /** How it fared on this run, by the latest test of it. */
  readonly test: MethodTest;
}

/** Whether maps of a method say something about the model. */
export interface MethodTest {
  readonly verdict: "passed" | "partly" | "failed" | "untested";
  /** Full sentences. */
  readonly words: string;
  /** Images on which it was tested. */
  readonly images: number;
}

/** A layer that class activation maps can be taken at. */
export interface LayerFacts {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** How the verdicts of a run can be explained. */
export interface ExplainOptionsOfRun {
  readonly run: string;
  readonly classes: readonly string[];
  /** Those that apply to its model. */
  readonly methods: readonly MethodFacts[];
  /** First to last; empty for a model without pixels inside. */
  readonly layers: readonly LayerFacts[];
  readonly defaults: { readonly methods: readonly string[]; readonly layer: string | null };
}

/** A folder in `explanations/`. */
export interface ExplanationFacts {
  readonly name: string;
  /** Name of the run, or the path of one that lies elsewhere. */
  readonly run: string;
  readonly images: readonly string[];
  readonly methods: readonly string[];
  readonly layer: string | null;
  /** Of each image, the class that evidence was looked for. */
  readonly explained: readonly string[];
  /** Whether that is the most probable class of each. */
  readonly ofVerdicts: boolean;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** An image whose verdict is explained. */
export interface ExplainedImage {
  /** As the workspace has it. */
  readonly path: string;
  readonly label: string | null;
  /** `null`: none of these. */
  readonly predicted: string | null;
  readonly mostProbable: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** The class that evidence was looked for. */
  readonly explained: string;
  /** One for each class, in their order; empty where they were not kept. */
  readonly probabilities: readonly number[];
  /** What the run has used the image for; null for one that it has not seen. */
  readonly part: "train" | "val" | "test" | null;
  /** Share of the image that true objects take, where they are known. */
  readonly objectShare: number | null;
}

/** A method with what is needed to lay its maps over an image as figures do. */
export interface ShownMethod extends MethodFacts {
  /** From the least to the most: `#rrggbb`, in equal steps. */
  readonly colors: readonly string[];
  /** Of the map, 0 to 1. */
  readonly opacity: number;
  /** Of the image below, 0 to 1. */
  readonly brightness: number;
}

export interface ExplanationDetails extends ExplanationFacts {
  readonly classes: readonly string[];
  readonly shown: readonly ExplainedImage[];
  readonly shownMethods: readonly ShownMethod[];
  readonly warnings: readonly string[];
}

/** A figure of what a run's network has learnt. */
export interface GalleryFigure {
  readonly title: string;
  readonly caption: string;
  readonly file: string;
}

export interface Gallery {
  /** Empty where nothing was made yet. */
  readonly figures: readonly GalleryFigure[];
  /** Milliseconds since 1970; null where nothing was made yet. */
  readonly created: number | null;
}

/** Images laid out so that those which look alike to the network lie together; columns of equal length. */
export interface EmbeddingMap {
  /** Sorted; the other columns point into it. */
  readonly classes: readonly string[];
  /** As the workspace has them. */
  readonly paths: readonly string[];
  readonly label: readonly number[];
  /** -1 where nothing is known. */
  readonly predicted: readonly number[];
  readonly part: readonly ("train" | "val" | "test")[];
  /** By kind of map: [x of all, y of all]. */
  readonly umap: readonly [readonly number[], readonly number[]];
  readonly pca: readonly [readonly number[], readonly number[]];
}

export interface ExplanationQueries {
  "explain/options": { readonly input: { readonly run: string }; readonly output: ExplainOptionsOfRun };
  /** Whole ones, the newest first. */
  "explain/list": {
    readonly input: Readonly<Record<string, never>>;
    readonly output: readonly ExplanationFacts[];
  };
  "explain/details": { readonly input: { readonly name: string }; readonly output: ExplanationDetails };
  "explain/gallery": { readonly input: { readonly run: string }; readonly output: Gallery };
  /** Null until galleries were made. */
  "explain/embedding": { readonly input: { readonly run: string }; readonly output: EmbeddingMap | null };
}

export interface ExplanationActions {
  /** Explains images in a job. */
  "explain/start": {
    readonly input: {
      readonly run: string;
      /** As the workspace has them, or below a chosen folder; none: some of the run's own, with tests of the methods. */
      readonly images: readonly string[];
      readonly methods?: readonly string[] | undefined;
      readonly layer?: string | undefined;
      /** By default the predicted one of each image. */
      readonly class?: string | undefined;
    };
    readonly output: { readonly name: string; readonly job: Job };
  };
  /** Draws what the run's network has learnt, in a job; earlier figures are replaced. */
  "explain/gallery-start": { readonly input: { readonly run: string }; readonly output: Job };
  /** Deletes an explanation with all its images and maps; refused while a job writes it. */
  "explain/remove": { readonly input: { readonly name: string }; readonly output: null };
}

export interface ExplanationFiles {
  /** The image as it is explained: one plane in grey, its contrast stretched. */
  "explain/original": { readonly input: { readonly name: string; readonly image: number } };
  /** A heat map alone, as large as `explain/original`: its opacity is the strength of the evidence. */
  "explain/map": {
    readonly input: { readonly name: string; readonly image: number; readonly method: string };
  };
  /** The image beside all its maps, as one figure to be kept. */
  "explain/figure": { readonly input: { readonly name: string; readonly image: number } };
  "explain/gallery-file": { readonly input: { readonly run: string; readonly file: string } };
}
