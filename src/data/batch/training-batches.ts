import type { Random } from "../../tensor/random.ts";
import type { AugmentOptions } from "../augment/augment-planes.ts";
import { symmetryIds } from "../augment/symmetries.ts";
import type { Pick } from "./draw-epoch.ts";
import { fillInput, type View } from "./fill-input.ts";
import { inputLength } from "./preprocessing.ts";
import type { TileSource } from "./tile-source.ts";

/** How training varies its inputs. */
export type Augmentation =
  | { readonly kind: "none" }
  /** One of the 8 symmetries of the square, at random: the paper's augmentation. */
  | { readonly kind: "symmetries" }
  | { readonly kind: "random"; readonly options: AugmentOptions };

/** A batch for a training step. */
export interface TrainingBatch {
  /** [N, C, H, W]; overwritten when the batch after next is prepared. */
  readonly images: Float32Array;
  /** [N] */
  readonly labels: BigInt64Array;
}

export interface TrainingBatchOptions {
  readonly batch: number;
  readonly augmentation: Augmentation;
  /** Class index of a sample. */
  readonly classOf: (sample: number) => number;
}

/**
 * Turns picks into batches of equal size; picks that fill no whole batch are left out. The next batch is read and
 * augmented while the caller works on the one before. Each input has its own random source, so that the result does
 * not depend on the order of reading.
 */
export async function* trainingBatches(
  source: TileSource,
  picks: readonly Pick[],
  { batch, augmentation, classOf }: TrainingBatchOptions,
  random: Random,
): AsyncGenerator<TrainingBatch> {
  const length = inputLength(source.preprocessing);
  const buffers = [0, 1].map(() => ({
    images: new Float32Array(batch * length),
    labels: new BigInt64Array(batch),
  }));
  const prepare = async (index: number): Promise<TrainingBatch | undefined> => {
    const slice = picks.slice(index * batch, (index + 1) * batch);
    const target = buffers[index % 2];
    if (slice.length < batch || !target) return undefined;
    await Promise.all(
      slice.map(async (pick, slot) => {
        const tile = (await source.load(pick.sample))[pick.tile];
        if (!tile) return;
        const view = drawView(augmentation, random.fork(index, slot));
        fillInput(target.images, slot, tile, view, source.preprocessing);
        target.labels[slot] = BigInt(classOf(pick.sample));
      }),
    );
    return target;
  };
  let next = prepare(0);
  for (let index = 0; ; index++) {
    const current = await next;
    if (!current) return;
    next = afterCaller(() => prepare(index + 1));
    next.catch(() => {}); // a failure is seen when the batch is asked for
    yield current;
  }
}

function drawView(augmentation: Augmentation, random: Random): View {
  if (augmentation.kind === "random") return { kind: "random", options: augmentation.options, random };
  return { kind: "symmetry", id: augmentation.kind === "symmetries" ? random.pick(symmetryIds) : 1 };
}

/** Starts work once the caller has had its turn: its step then runs on other threads meanwhile. */
function afterCaller<T>(work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      work().then(resolve, reject);
    });
  });
}
