import { quarterIds } from "../../data/augment/quarter-tiles.ts";
import { symmetryIds } from "../../data/augment/symmetries.ts";
import type { InputSource, InputView, PreparedInputs } from "../../data/batch/input-source.ts";
import { inputsOfTiles, openInputSource } from "../../data/batch/open-input-source.ts";
import { fromPlain } from "../../data/batch/plain-error.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "../../data/batch/preprocessing.ts";
import type { TileSource } from "../../data/batch/tile-source.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { openSession, type SessionOptions } from "../../engine/runtime/session.ts";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Prediction } from "./predictions/prediction.ts";

/** An image to be classified. */
export interface ImageToClassify {
  readonly file: string;
  /** Name in the result. */
  readonly path: string;
  readonly group?: string | undefined;
  readonly label?: string | undefined;
}

export interface ClassifyOptions {
  /** Averages over the 8 symmetries of the square. */
  readonly symmetries: boolean;
  /** Called after each image. */
  readonly onImage?: (done: number) => void;
  /** Called with all tiles of some more images, in the order of the result. */
  readonly onPredictions?: (tiles: readonly Prediction[]) => void;
  /** Called for an image that cannot be read, which is then left out; without it the error is thrown. */
  readonly onBroken?: (image: ImageToClassify, error: MorError) => void;
  readonly signal?: AbortSignal | undefined;
  /** Where tiles come from, or inputs; by default each image is read once. */
  readonly source?: TileSource | InputSource;
}

/** A model that is ready to classify images. */
export interface Classifier {
  /** One prediction for each tile. @throws MorError for a broken image, and `cancelled`. */
  classify(images: readonly ImageToClassify[], options: ClassifyOptions): Promise<Prediction[]>;
  close(): Promise<void>;
}

/** Network inputs of one session run; fewer when they are large, so that memory stays bounded. */
const [batchSize, batchElements] = [64, 2 ** 22];

/**
 * Opens a classifier from a graph with the input `images` [N, C, H, W] and the output `probabilities` [N, K].
 * @throws MorError as `openSession`
 */
export async function openClassifier(
  model: Graph | Uint8Array | string,
  preprocessing: Preprocessing,
  options: SessionOptions = {},
): Promise<Classifier> {
  const session = await openSession(model, options);
  const score: BatchScorer = async (images, count) => {
    const { channels, height, width } = preprocessing;
    const results = await session.run({
      images: tensor("float32", [count, channels, height, width], images),
    });
    const output = results.probabilities;
    if (!output)
      throw new MorError("model-invalid", "Expected an output named probabilities, got none", {
        hint: "Give a model that mor train has written.",
      });
    return output.data as Float32Array; // buildInferenceGraph declares it float32
  };
  return createClassifier(score, preprocessing, () => session.close());
}

/** Gives probabilities [N, K] for network inputs [N, C, H, W], N times. */
export type BatchScorer = (images: Float32Array, count: number) => Promise<Float32Array>;

/** A classifier of any kind: images are read, cut and turned here, and scored by the batch. */
export function createClassifier(
  score: BatchScorer,
  preprocessing: Preprocessing,
  close: () => Promise<void> = async () => {},
): Classifier {
  return {
    classify: (images, options) => classify(score, preprocessing, images, options),
    close,
  };
}

async function classify(
  score: BatchScorer,
  preprocessing: Preprocessing,
  images: readonly ImageToClassify[],
  options: ClassifyOptions,
): Promise<Prediction[]> {
  const { signal, source } = options;
  const inputs =
    source === undefined
      ? openInputSource(images, preprocessing, { signal })
      : "prepare" in source
        ? source
        : inputsOfTiles(source);
  const views = (options.symmetries ? symmetryIds : [1 as const]).map(
    (id): InputView => ({ kind: "symmetry", id }),
  );
  const perImage = tilesPerImage(preprocessing) * views.length;
  const perBatch = Math.min(batchSize, Math.floor(batchElements / inputLength(preprocessing)));
  const imagesPerBatch = Math.max(1, Math.floor(perBatch / perImage));
  const predictions: Prediction[] = [];
  const prepare = (start: number): Promise<PreparedInputs> => {
    const end = Math.min(images.length, start + imagesPerBatch);
    const jobs = Array.from({ length: Math.max(0, end - start) }, (_, job) => ({
      image: start + job,
      views,
    }));
    const prepared = inputs.prepare(jobs);
    prepared.catch(() => {}); // a failure is seen when the inputs are asked for
    return prepared;
  };
  try {
    const coming = Array.from({ length: inputs.ahead }, (_, place) => prepare(place * imagesPerBatch));
    for (let start = 0; start < images.length; start += imagesPerBatch) {
      throwIfCancelled(signal);
      const prepared = await coming.shift();
      if (!prepared) break; // there are as many as there are batches
      coming.push(prepare(start + inputs.ahead * imagesPerBatch));
      const batch = images.slice(start, start + imagesPerBatch);
      const whole = leaveOut(batch, prepared, options);
      if (whole.length > 0) {
        const scored = await classifyBatch(score, preprocessing, views.length, whole, prepared);
        predictions.push(...scored);
        options.onPredictions?.(scored);
      }
      options.onImage?.(start + batch.length);
    }
  } finally {
    if (source === undefined) await inputs.close();
  }
  return predictions;
}

/** The images of a batch that could be read. */
function leaveOut(
  batch: readonly ImageToClassify[],
  { broken }: PreparedInputs,
  { onBroken }: ClassifyOptions,
): readonly ImageToClassify[] {
  const errors = new Map(broken.map(({ job, error }) => [job, fromPlain(error)]));
  return batch.filter((image, job) => {
    const error = errors.get(job);
    if (error === undefined) return true;
    if (!onBroken) throw error;
    onBroken(image, error);
    return false;
  });
}

async function classifyBatch(
  score: BatchScorer,
  preprocessing: Preprocessing,
  views: number,
  batch: readonly ImageToClassify[],
  { data, count }: PreparedInputs,
): Promise<Prediction[]> {
  const perImage = tilesPerImage(preprocessing);
  const tiles = batch.flatMap((image) => Array.from({ length: perImage }, (_, index) => ({ image, index })));
  const scores = await score(data, count);
  const classes = scores.length / count;
  // One array for all, of which each prediction has a part: a small array of its own takes far more than its numbers.
  const probabilities = new Float64Array(tiles.length * classes);
  return tiles.map(({ image, index }, place) => {
    const probability = probabilities.subarray(place * classes, (place + 1) * classes);
    for (let view = 0; view < views; view++) {
      for (let k = 0; k < classes; k++) {
        probability[k] =
          (probability[k] ?? 0) + (scores[(place * views + view) * classes + k] ?? Number.NaN) / views;
      }
    }
    if (!probability.every(Number.isFinite)) {
      throw new MorError("training-diverged", `The model gives no numbers for ${image.path}`, {
        hint: "Train again with a smaller learning rate.",
      });
    }
    const quarterId = perImage > 1 ? quarterIds[index] : undefined;
    return {
      path: image.path,
      ...(image.group === undefined ? {} : { group: image.group }),
      ...(image.label === undefined ? {} : { label: image.label }),
      ...(quarterId === undefined ? {} : { quarterId }),
      probability,
    };
  });
}
