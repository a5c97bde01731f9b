import type { SymmetryId } from "../../data/augment/symmetries.ts";
import type { InputJob } from "../../data/batch/input-source.ts";
import { openInputSource } from "../../data/batch/open-input-source.ts";
import { fromPlain } from "../../data/batch/plain-error.ts";
import { inputLength, tilesPerImage } from "../../data/batch/preprocessing.ts";
import { mapConcurrently } from "../../data/dataset/map-concurrently.ts";
import { hashFile } from "../../data/images/hash-file.ts";
import { MorError, throwIfCancelled } from "../../errors.ts";
import { type FeatureCache, type FeatureCacheOptions, openFeatureCache } from "./cache/feature-cache.ts";
import type { FeatureExtractor, FeatureTable } from "./feature-extractor.ts";
import { createTable, type GrowingTable } from "./growing-table.ts";

/** An image that features are wanted of; a sample of a data set is one. */
export interface FeatureImage {
  readonly file: string;
  /** Name in messages. */
  readonly path: string;
  /** SHA-256 of the file in hex; found out where it is missing. */
  readonly contentHash?: string | undefined;
}

export interface ExtractOptions {
  /** The symmetries that each tile is seen in, in the order of the rows; only as it is by default. */
  readonly views?: readonly SymmetryId[];
  /** Where features are kept between runs; without it they are computed. */
  readonly cache?: FeatureCacheOptions | undefined;
  /** Called with the number of images that are done. */
  readonly onImage?: (done: number) => void;
  /** Called for an image that cannot be read, which is then left out; without it the error is thrown. */
  readonly onBroken?: (image: FeatureImage, error: MorError) => void;
  readonly signal?: AbortSignal | undefined;
  /** Most inputs of one run of the network; fewer when they are large, so that memory stays bounded. */
  readonly batchSize?: number;
}

/** Inputs of one run of the network. Larger batches are no faster, and their activations leave the processor's cache. */
const [defaultBatch, batchElements] = [16, 2 ** 22];

/**
 * Features of images in the order of image, tile, view. Images of equal content are computed once; what the cache holds
 * is not computed at all. Broken images have no rows; no images give an empty table.
 *
 * @throws MorError for a broken image unless `onBroken` is given; `model-invalid` for features that are no numbers;
 * `usage` when the table does not fit into memory; `cancelled`: what was computed until then is in the cache.
 */
export async function extractFeatures(
  extractor: FeatureExtractor,
  images: readonly FeatureImage[],
  options: ExtractOptions = {},
): Promise<FeatureTable> {
  const { views = [1], signal } = options;
  const tiles = tilesPerImage(extractor.preprocessing);
  const table = createTable(images.length, tiles, views, extractor.width);
  const contents = await groupByContent(images, options);
  const cache =
    options.cache &&
    (await openFeatureCache(options.cache, extractor.hash, extractor.preprocessing, tiles * extractor.width));
  try {
    const missing = await readStored(cache, contents, views, table);
    let done = contents.reduce((sum, { images: equal }) => sum + equal.length, 0);
    done -= missing.reduce((sum, { content }) => sum + content.images.length, 0);
    if (done > 0) options.onImage?.(done);
    const onDone = ({ images: equal }: Content): void => {
      done += equal.length;
      options.onImage?.(done);
    };
    throwIfCancelled(signal);
    await computeMissing({ extractor, images, missing, views, cache, table, onDone, options });
  } finally {
    await cache?.close();
  }
  return table.finish();
}

/** Images that have the same file content. */
interface Content {
  readonly hash: string;
  /** Positions in the list of images; the first one is read. */
  readonly images: readonly number[];
}

/** What of a content is to be computed. */
interface Missing {
  readonly content: Content;
  /** Positions in the list of views. */
  readonly views: readonly number[];
}

async function groupByContent(
  images: readonly FeatureImage[],
  { onBroken, signal }: ExtractOptions,
): Promise<Content[]> {
  const hashes = await mapConcurrently(
    images,
    async (image) => {
      try {
        return image.contentHash ?? (await hashFile(image.file));
      } catch (error) {
        if (!(error instanceof MorError) || !onBroken) throw error;
        onBroken(image, error);
        return undefined;
      }
    },
    { limit: 8, signal },
  );
  const byHash = new Map<string, number[]>();
  hashes.forEach((hash, index) => {
    if (hash === undefined) return;
    const equal = byHash.get(hash);
    if (equal) equal.push(index);
    else byHash.set(hash, [index]);
  });
  return Array.from(byHash, ([hash, equal]) => ({ hash, images: equal }));
}

/** Takes what the cache holds; returns the rest. */
async function readStored(
  cache: FeatureCache | undefined,
  contents: readonly Content[],
  views: readonly SymmetryId[],
  table: GrowingTable,
): Promise<Missing[]> {
  const keys = contents.flatMap(({ hash }) => views.map((view) => ({ contentHash: hash, view })));
  const found = new Uint8Array(keys.length);
  await cache?.read(keys, (index, row) => {
    const content = contents[Math.floor(index / views.length)];
    found[index] = 1;
    for (const image of content?.images ?? []) table.put(image, index % views.length, row);
  });
  return contents.flatMap((content, at) => {
    const open = views.flatMap((_, view) => (found[at * views.length + view] === 1 ? [] : [view]));
    return open.length > 0 ? [{ content, views: open }] : [];
  });
}

interface Computation {
  readonly extractor: FeatureExtractor;
  readonly images: readonly FeatureImage[];
  readonly missing: readonly Missing[];
  readonly views: readonly SymmetryId[];
  readonly cache: FeatureCache | undefined;
  readonly table: GrowingTable;
  readonly onDone: (content: Content) => void;
  readonly options: ExtractOptions;
}

async function computeMissing(work: Computation): Promise<void> {
  const { extractor, images, missing, views, options } = work;
  if (missing.length === 0) return;
  const { preprocessing } = extractor;
  const fitting = Math.max(1, Math.floor(batchElements / inputLength(preprocessing)));
  const batchSize = Math.max(1, Math.min(options.batchSize ?? defaultBatch, fitting));
  const batches = cutBatches(missing, batchSize, tilesPerImage(preprocessing));
  const source = openInputSource(images, preprocessing, { expected: missing.length, signal: options.signal });
  try {
    const start = (batch: readonly Missing[] | undefined) => {
      if (!batch) return undefined;
      const jobs = batch.map(
        ({ content, views: open }): InputJob => ({
          image: content.images[0] ?? 0,
          views: open.map((view) => ({ kind: "symmetry", id: views[view] ?? 1 })),
        }),
      );
      const inputs = source.prepare(jobs);
      inputs.catch(() => {}); // a failure is seen when the inputs are asked for
      return inputs;
    };
    const coming = batches.slice(0, source.ahead).map(start);
    for (const [at, batch] of batches.entries()) {
      throwIfCancelled(options.signal);
      const inputs = await coming.shift();
      coming.push(start(batches[at + source.ahead]));
      if (!inputs) break; // there are as many as there are batches
      const broken = new Map(inputs.broken.map(({ job, error }) => [job, fromPlain(error)]));
      for (const [job, error] of broken) leaveOut(work, batch[job], error);
      const features = await runNetwork(extractor, inputs.data, inputs.count, batchSize);
      const whole = batch.filter((_, job) => !broken.has(job));
      storeRows(work, whole, features);
      for (const { content } of batch) work.onDone(content);
    }
  } finally {
    await source.close();
  }
}

/** Whole images, as many as the network takes at once; at least one. */
function cutBatches(missing: readonly Missing[], batchSize: number, tiles: number): Missing[][] {
  const batches: Missing[][] = [];
  let room = 0;
  for (const entry of missing) {
    const inputs = entry.views.length * tiles;
    if (inputs > room) {
      batches.push([]);
      room = batchSize;
    }
    batches.at(-1)?.push(entry);
    room -= inputs;
  }
  return batches;
}

function leaveOut(
  { images, table, options }: Computation,
  entry: Missing | undefined,
  error: MorError,
): void {
  for (const index of entry?.content.images ?? []) {
    const image = images[index];
    if (!image || !options.onBroken) throw error;
    options.onBroken(image, error);
    table.drop(index);
  }
}

async function runNetwork(
  extractor: FeatureExtractor,
  inputs: Float32Array,
  count: number,
  batchSize: number,
): Promise<Float32Array> {
  if (count === 0) return new Float32Array(0);
  if (count <= batchSize) return await extractor.extract(inputs, count);
  const length = inputs.length / count;
  const features = new Float32Array(count * extractor.width);
  for (let start = 0; start < count; start += batchSize) {
    const end = Math.min(count, start + batchSize);
    const part = await extractor.extract(inputs.subarray(start * length, end * length), end - start);
    features.set(part, start * extractor.width);
  }
  return features;
}

/** Features come in the order of image, tile, view; each view of an image is a row of the cache. */
function storeRows(
  { extractor, images, views, cache, table }: Computation,
  batch: readonly Missing[],
  features: Float32Array,
): void {
  const { width, preprocessing } = extractor;
  const tiles = tilesPerImage(preprocessing);
  const row = new Float32Array(tiles * width);
  let start = 0;
  for (const { content, views: open } of batch) {
    open.forEach((view, place) => {
      for (let tile = 0; tile < tiles; tile++) {
        const from = (start + tile * open.length + place) * width;
        row.set(features.subarray(from, from + width), tile * width);
      }
      if (!row.every(Number.isFinite)) throw noNumbers(images[content.images[0] ?? 0]);
      for (const image of content.images) table.put(image, view, row);
      cache?.add({ contentHash: content.hash, view: views[view] ?? 1 }, row);
    });
    start += open.length * tiles;
  }
}

function noNumbers(image: FeatureImage | undefined): MorError {
  return new MorError("model-invalid", `The network gives no finite features (${image?.path})`, {
    hint: "Check that its weights are whole, and that it is fed in the scaling that it was made for.",
  });
}
