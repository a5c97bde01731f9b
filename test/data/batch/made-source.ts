import { modernAugmentation } from "../../../src/data/augment/augment-planes.ts";
import type { Pick } from "../../../src/data/batch/draw-epoch.ts";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import type { TileSource } from "../../../src/data/batch/tile-source.ts";
import { type Augmentation, trainingBatches } from "../../../src/data/batch/training-batches.ts";
import { createRandom } from "../../../src/tensor/random.ts";

export const preprocessing: Preprocessing = {
  channels: 1,
  height: 6,
  width: 6,
  tiles: "whole",
  scaling: { kind: "full-range" },
  page: { projection: "max" },
};

export interface MadeSource extends TileSource {
  /** Images in the order in which they were asked for. */
  readonly asked: number[];
}

/** Noise instead of files; `wait` says how long an image takes, in milliseconds, and may throw. */
export function madeSource(wait: (index: number) => number = () => 0): MadeSource {
  const asked: number[] = [];
  return {
    preprocessing,
    asked,
    async load(index) {
      asked.push(index);
      const milliseconds = wait(index);
      if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
      const random = createRandom(index).fork("pixels");
      return [{ channels: 1, data: Float32Array.from({ length: 36 }, () => random.uniform()) }];
    },
  };
}

export const picks: readonly Pick[] = Array.from({ length: 22 }, (_, i) => ({
  sample: (7 * i) % 10,
  tile: 0,
}));
export const random: Augmentation = { kind: "random", options: modernAugmentation };

export interface Kept {
  readonly images: Float32Array;
  readonly labels: BigInt64Array;
}

/** Copies of all batches: their arrays are used again. */
export async function collect(
  source: TileSource,
  augmentation: Augmentation,
  seed = 1,
  list: readonly Pick[] = picks,
): Promise<Kept[]> {
  const kept: Kept[] = [];
  const options = { batch: 4, augmentation, classOf: (sample: number) => sample % 3 };
  for await (const { images, labels } of trainingBatches(source, list, options, createRandom(seed))) {
    kept.push({ images: images.slice(), labels: labels.slice() });
  }
  return kept;
}
