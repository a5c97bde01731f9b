import { quarterIds } from "../../data/augment/quarter-tiles.ts";
import { type SymmetryId, symmetryIds } from "../../data/augment/symmetries.ts";
import { fillInput } from "../../data/batch/fill-input.ts";
import { inputLength, type Preprocessing, tilesPerImage } from "../../data/batch/preprocessing.ts";
import { createTileSource, type LoadedTile, type TileSource } from "../../data/batch/tile-source.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { openSession, type SessionOptions } from "../../engine/runtime/session.ts";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Prediction } from "./prediction.ts";

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
  /** Called for an image that cannot be read, which is then left out; without it the error is thrown. */
  readonly onBroken?: (image: ImageToClassify, error: MorError) => void;
  readonly signal?: AbortSignal | undefined;
  /** Where tiles come from; by default each image is read once. */
  readonly source?: TileSource;
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
  const { signal } = options;
  const source =
    options.source ??
    createTileSource(images, preprocessing, { cacheBytes: 0, ...(signal ? { signal } : {}) });
  const views: readonly SymmetryId[] = options.symmetries ? symmetryIds : [1];
  const perImage = tilesPerImage(preprocessing) * views.length;
  const inputs = Math.min(batchSize, Math.floor(batchElements / inputLength(preprocessing)));
  const imagesPerBatch = Math.max(1, Math.floor(inputs / perImage));
  const predictions: Prediction[] = [];
  let next = readTiles(source, images, 0, imagesPerBatch, options);
  next.catch(() => {}); // a failure is seen when the tiles are asked for
  for (let start = 0; start < images.length; start += imagesPerBatch) {
    throwIfCancelled(signal);
    const loaded = await next;
    next = readTiles(source, images, start + imagesPerBatch, imagesPerBatch, options);
    next.catch(() => {});
    if (loaded.length > 0) predictions.push(...(await classifyBatch(score, preprocessing, views, loaded)));
    options.onImage?.(Math.min(images.length, start + imagesPerBatch));
  }
  return predictions;
}

interface LoadedImage {
  readonly image: ImageToClassify;
  readonly tiles: readonly LoadedTile[];
}

async function readTiles(
  source: TileSource,
  images: readonly ImageToClassify[],
  start: number,
  count: number,
  { onBroken }: ClassifyOptions,
): Promise<LoadedImage[]> {
  const loaded = await Promise.all(
    images.slice(start, start + count).map(async (image, offset) => {
      try {
        return [{ image, tiles: await source.load(start + offset) }];
      } catch (error) {
        if (!(error instanceof MorError) || error.code === "cancelled" || !onBroken) throw error;
        onBroken(image, error);
        return [];
      }
    }),
  );
  return loaded.flat();
}

async function classifyBatch(
  score: BatchScorer,
  preprocessing: Preprocessing,
  views: readonly SymmetryId[],
  loaded: readonly LoadedImage[],
): Promise<Prediction[]> {
  const tiles = loaded.flatMap(({ image, tiles: list }) =>
    list.map((tile, index) => ({ image, tile, index })),
  );
  const count = tiles.length * views.length;
  const images = new Float32Array(count * inputLength(preprocessing));
  tiles.forEach(({ tile }, index) => {
    views.forEach((id, view) => {
      fillInput(images, index * views.length + view, tile, { kind: "symmetry", id }, preprocessing);
    });
  });
  const scores = await score(images, count);
  const classes = scores.length / count;
  return tiles.map(({ image, index }, place) => {
    const probability = new Float64Array(classes);
    for (let view = 0; view < views.length; view++) {
      for (let k = 0; k < classes; k++) {
        probability[k] =
          (probability[k] ?? 0) +
          (scores[(place * views.length + view) * classes + k] ?? Number.NaN) / views.length;
      }
    }
    if (!probability.every(Number.isFinite)) {
      throw new MorError("training-diverged", `The model gives no numbers for ${image.path}`, {
        hint: "Train again with a smaller learning rate.",
      });
    }
    const quarterId = tilesPerImage(preprocessing) > 1 ? quarterIds[index] : undefined;
    return {
      path: image.path,
      ...(image.group === undefined ? {} : { group: image.group }),
      ...(image.label === undefined ? {} : { label: image.label }),
      ...(quarterId === undefined ? {} : { quarterId }),
      probability,
    };
  });
}
