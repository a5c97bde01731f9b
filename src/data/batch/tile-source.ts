import { cutQuarter, quarterIds } from "../augment/quarter-tiles.ts";
import { readImage } from "../images/read-image.ts";
import { resizePlanar } from "../images/resize-planar.ts";
import { scaleIntensity } from "../images/scale-intensity.ts";
import { toChannels } from "../images/to-channels.ts";
import { type Preprocessing, tilesPerImage } from "./preprocessing.ts";

/** A picture of the network's height and width. Grey pictures keep their one channel until a batch is filled. */
export interface LoadedTile {
  readonly channels: number;
  /** [channels, height, width] */
  readonly data: Float32Array;
}

/** Reads images and gives their tiles, ready but for augmentation. */
export interface TileSource {
  readonly preprocessing: Preprocessing;
  /** Tiles of the image at `index`, in the order of the paper's quarter ids. @throws MorError for a broken image. */
  load(index: number): Promise<readonly LoadedTile[]>;
}

export interface TileSourceOptions {
  /** Bytes of ready tiles that are kept; the least recently used go first. 192 MiB by default. */
  readonly cacheBytes?: number;
  readonly signal?: AbortSignal;
}

/** 192 MiB. */
export const defaultCacheBytes: number = 192 * 2 ** 20;

/** Images that are decoded at the same time: a batch of large ones would not fit into memory all at once. */
const decodedAtOnce = 4;

/** Memory stays within the cache and a few decoded images, however many there are. */
export function createTileSource(
  files: readonly { readonly file: string }[],
  preprocessing: Preprocessing,
  options: TileSourceOptions = {},
): TileSource {
  const load = createTileLoader(preprocessing, options);
  return { preprocessing, load: (index) => load(files[index]?.file ?? "") };
}

/** The same for files that are named when they are wanted. */
export function createTileLoader(
  preprocessing: Preprocessing,
  { cacheBytes = defaultCacheBytes, signal }: TileSourceOptions = {},
): (file: string) => Promise<readonly LoadedTile[]> {
  const cache = new Map<string, readonly LoadedTile[]>();
  const pending = new Map<string, Promise<readonly LoadedTile[]>>();
  const inTurn = createQueue(decodedAtOnce);
  let used = 0;
  const keep = (file: string, tiles: readonly LoadedTile[]): void => {
    cache.set(file, tiles);
    used += bytesOf(tiles);
    for (const [oldest, dropped] of cache) {
      if (used <= cacheBytes) break;
      cache.delete(oldest);
      used -= bytesOf(dropped);
    }
  };
  return async (file) => {
    const cached = cache.get(file);
    if (cached) {
      cache.delete(file);
      cache.set(file, cached); // now the most recently used
      return cached;
    }
    const running = pending.get(file);
    if (running) return running;
    const loading = inTurn(() => loadTiles(file, preprocessing, signal)).finally(() => pending.delete(file));
    pending.set(file, loading);
    const tiles = await loading;
    if (!cache.has(file)) keep(file, tiles);
    return tiles;
  };
}

/** Decode, map to channels, scale the whole image's intensities, cut, resize. */
async function loadTiles(
  file: string,
  preprocessing: Preprocessing,
  signal: AbortSignal | undefined,
): Promise<readonly LoadedTile[]> {
  const stored = await readImage(file, { page: preprocessing.page, ...(signal ? { signal } : {}) });
  const image =
    stored.channels > preprocessing.channels ? toChannels(stored, preprocessing.channels) : stored;
  const whole = {
    channels: image.channels,
    height: image.height,
    width: image.width,
    data: scaleIntensity(image, preprocessing.scaling),
  };
  const pictures =
    tilesPerImage(preprocessing) === 1 ? [whole] : quarterIds.map((id) => cutQuarter(whole, id));
  return pictures.map((picture) => ({
    channels: picture.channels,
    data: resizePlanar(picture.data, picture, preprocessing),
  }));
}

function bytesOf(tiles: readonly LoadedTile[]): number {
  return tiles.reduce((sum, { data }) => sum + data.byteLength, 0);
}

/** Runs at most `limit` pieces of work at the same time, first come first served. */
function createQueue(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((start) => waiting.push(start));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next)
        next(); // takes over this place
      else running--;
    }
  };
}
