import type { Random } from "../../tensor/random.ts";
import type { AugmentOptions } from "../augment/augment-planes.ts";
import { symmetryIds } from "../augment/symmetries.ts";
import type { Pick } from "./draw-epoch.ts";
import type { InputSource, InputView } from "./input-source.ts";
import { inputsOfTiles } from "./open-input-source.ts";
import { fromPlain } from "./plain-error.ts";
import type { TileSource } from "./tile-source.ts";

/** How training varies its inputs. */
export type Augmentation =
  | { readonly kind: "none" }
  /** One of the 8 symmetries of the square, at random: the paper's augmentation. */
  | { readonly kind: "symmetries" }
  | { readonly kind: "random"; readonly options: AugmentOptions };

/** A batch for a training step. */
export interface TrainingBatch {
  /** [N, C, H, W] */
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
 * Turns picks into batches of equal size; picks that fill no whole batch are left out. The next batches are read and
 * augmented while the caller works on the one before: on other threads where the source has some. Each input has its own
 * random source, so that the result does not depend on the order of reading, nor on threads.
 */
export async function* trainingBatches(
  source: TileSource | InputSource,
  picks: readonly Pick[],
  { batch, augmentation, classOf }: TrainingBatchOptions,
  random: Random,
): AsyncGenerator<TrainingBatch> {
  const inputs = "prepare" in source ? source : inputsOfTiles(source);
  const prepare = async (index: number): Promise<TrainingBatch | undefined> => {
    const slice = picks.slice(index * batch, (index + 1) * batch);
    if (slice.length < batch) return undefined;
    const jobs = slice.map(({ sample, tile }, slot) => ({
      image: sample,
      tile,
      views: [drawView(augmentation, random.fork(index, slot))],
    }));
    const { data, count, broken } = await inputs.prepare(jobs);
    const [first] = broken;
    if (first) throw fromPlain(first.error);
    if (count !== batch) throw new RangeError(`a batch of ${count} inputs instead of ${batch}`);
    return { images: data, labels: BigInt64Array.from(slice, ({ sample }) => BigInt(classOf(sample))) };
  };
  const coming = Array.from({ length: inputs.ahead }, (_, index) => prepare(index));
  for (const batchToCome of coming) batchToCome.catch(() => {}); // a failure is seen when the batch is asked for
  for (let index = inputs.ahead; ; index++) {
    const current = await coming.shift();
    if (!current) return;
    const next = afterCaller(() => prepare(index));
    next.catch(() => {});
    coming.push(next);
    yield current;
  }
}

function drawView(augmentation: Augmentation, random: Random): InputView {
  if (augmentation.kind === "random") {
    return { kind: "random", options: augmentation.options, seed: random.seed };
  }
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
