import type { Random } from "../../../tensor/random.ts";
import type { ExplainableModel } from "../model/explainable-model.ts";

export type MethodName =
  | "grad-cam"
  | "grad-cam++"
  | "hires-cam"
  | "layer-cam"
  | "gradient"
  | "smooth-grad"
  | "integrated-gradients"
  | "guided-backprop"
  | "occlusion"
  | "rise";

/** What a method is asked to explain. */
export interface MapRequest {
  /** [count, C, H, W], as the model takes them. */
  readonly inputs: Float32Array;
  readonly count: number;
  /** The class to explain of each input, in 0..K-1. */
  readonly targets: Int32Array;
  /** Name of the layer that class activation maps are taken at; the last one with pixels by default. */
  readonly layer?: string | undefined;
  /** The source of noise and masks, alike for all methods and all calls that shall agree. */
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of inputs that are done. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** One way to say which pixels a verdict rests on. */
export interface ExplanationMethod {
  readonly name: MethodName;
  /** "Grad-CAM" */
  readonly title: string;
  /** What a model must have: layers with pixels, gradients, or scores alone. */
  readonly needs: "layers" | "gradients" | "scores";
  /** Whether negative values mean that a pixel speaks against the class; otherwise maps are 0 or more. */
  readonly signed: boolean;
  /** Author, year, doi or arXiv number. */
  readonly source: string;
  /**
   * Maps [count, H, W] of the height and width of the input: the larger a value, the more the pixel speaks for the class.
   * @throws MorError `usage` for a layer that does not exist or a model that the method does not apply to, `cancelled`.
   */
  map(model: ExplainableModel, request: MapRequest): Promise<Float32Array>;
}
