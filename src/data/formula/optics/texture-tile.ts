import { createRandom } from "../../../tensor/random.ts";

/** How a tile of texture lies on a body; lengths are shares of the field of view. */
export interface Texture {
  readonly kind: TextureKind;
  /** Which of the tiles of this kind, 0..`tilesPerKind` - 1. */
  readonly tile: number;
  /** Typical distance between two bright spots. */
  readonly wavelength: number;
  readonly angle: number;
  /** Where the tile begins, in tiles. */
  readonly shift: readonly [x: number, y: number];
  /** Standard deviation over mean. */
  readonly contrast: number;
}

/** Kinds of texture: waves of one length, clouds of many, bright lines, bright spots, dark spots, stripes. */
export const textureKinds = ["waves", "clouds", "lines", "spots", "pits", "stripes"] as const;
export type TextureKind = (typeof textureKinds)[number];

export const tilesPerKind = 4;
/** Edge of a tile in nodes, a power of two. */
export const tileSize = 128;
/** Waves along the edge of a tile. */
export const tileWaves = 10;

const tiles = new Map<string, Float32Array>();

/** A tile that continues at its borders, of mean 0 and deviation 1; row-major [128, 128]. Made at its first use, then kept. */
export function textureTile(kind: TextureKind, tile: number): Float32Array {
  const name = `${kind} ${tile}`;
  const known = tiles.get(name);
  if (known) return known;
  const made = makeTile(kind, tile);
  tiles.set(name, made);
  return made;
}

/** Sums plane waves with whole numbers of periods, so that the tile can be repeated, and bends their values. */
function makeTile(kind: TextureKind, tile: number): Float32Array {
  const random = createRandom(7).fork(kind, tile);
  const values = new Float32Array(tileSize * tileSize);
  const cosine = Float32Array.from({ length: tileSize }, (_, at) => Math.cos((2 * Math.PI * at) / tileSize));
  for (let wave = 0; wave < 32; wave++) {
    const long = kind === "clouds" ? 24 ** random.uniform(0.3, 1) : tileWaves * random.uniform(0.5, 1.6);
    const angle = kind === "stripes" ? random.normal(0, 0.22) : random.uniform(0, 2 * Math.PI);
    const kx = Math.round(long * Math.cos(angle));
    const ky = Math.round(long * Math.sin(angle));
    const phase = random.integer(tileSize);
    const height = kind === "clouds" ? 1 / Math.sqrt(long) : 1;
    for (let row = 0, at = 0; row < tileSize; row++) {
      for (let column = 0; column < tileSize; column++, at++) {
        const turn = (kx * column + ky * row + phase) & (tileSize - 1);
        values[at] = (values[at] ?? 0) + height * (cosine[turn] ?? 0);
      }
    }
  }
  const even = standardise(values);
  if (kind === "lines") return standardise(even.map((value) => Math.exp(-2.2 * Math.abs(value))));
  if (kind === "spots") return standardise(even.map((value) => Math.exp(value)));
  if (kind === "pits") return standardise(even.map((value) => -Math.exp(value)));
  return even;
}

function standardise(values: Float32Array): Float32Array {
  let sum = 0;
  let square = 0;
  for (const value of values) {
    sum += value;
    square += value * value;
  }
  const mean = sum / values.length;
  const scale = 1 / Math.sqrt(Math.max(1e-12, square / values.length - mean * mean));
  return values.map((value) => (value - mean) * scale);
}
