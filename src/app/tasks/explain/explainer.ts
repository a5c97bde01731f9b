import type { InputJob, InputSource } from "../../../data/batch/input-source.ts";
import { openInputSource } from "../../../data/batch/open-input-source.ts";
import { fromPlain } from "../../../data/batch/plain-error.ts";
import type { ModelMetadata } from "../../../learning/evaluation/model-metadata.ts";
import type { ExplanationMethod } from "../../../learning/explanation/methods/method.ts";
import type { ExplainableModel } from "../../../learning/explanation/model/explainable-model.ts";
import type { Random } from "../../../tensor/random.ts";
import type { ImageToExplain } from "./choice/choose-images.ts";
import type { Verdict } from "./classify-images.ts";

/** Everything that is settled before the first map is made. */
export interface Explainer {
  readonly model: ExplainableModel;
  readonly metadata: ModelMetadata;
  readonly methods: readonly ExplanationMethod[];
  readonly layer: string | undefined;
  /** The class to explain, where it is not that of each verdict. */
  readonly target: number | undefined;
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly random: Random;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Index of the class that is explained of an image. */
export function targetOf({ target, verdicts }: Explainer, { path }: ImageToExplain): number {
  return target ?? verdicts.get(path)?.best ?? 0;
}

/** Images as the model takes them, in the plain view. */
export interface ExplainerInputs {
  /** [count, C, H, W] */
  readonly data: Float32Array;
  readonly count: number;
}

/** Opens images to become inputs; for each the tiles that are asked for, all by default. */
export function openInputs(
  images: readonly ImageToExplain[],
  { metadata, signal }: Explainer,
): { readonly source: InputSource; load(jobs: readonly InputPlace[]): Promise<ExplainerInputs> } {
  const source = openInputSource(images, metadata.preprocessing, { signal });
  return {
    source,
    async load(places) {
      const jobs = places.map(
        ({ image, tile }): InputJob => ({
          image,
          views: [{ kind: "symmetry", id: 1 }],
          ...(tile === undefined ? {} : { tile }),
        }),
      );
      const { data, count, broken } = await source.prepare(jobs);
      const [first] = broken;
      if (first) throw fromPlain(first.error); // it was read a moment ago, when it was classified
      return { data, count };
    },
  };
}

export interface InputPlace {
  /** Position in the list of images. */
  readonly image: number;
  readonly tile?: number | undefined;
}
