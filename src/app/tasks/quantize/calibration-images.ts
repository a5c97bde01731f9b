import { fillInput } from "../../../data/batch/fill-input.ts";
import { inputLength, type Preprocessing } from "../../../data/batch/preprocessing.ts";
import { createTileSource } from "../../../data/batch/tile-source.ts";
import type { PartitionedSample } from "../../../data/dataset/dataset.ts";
import type { BatchMaker } from "../../../engine/quantization/quantize-model.ts";
import { throwIfCancelled } from "../../../errors.ts";
import type { Random } from "../../../tensor/random.ts";
import { tensor } from "../../../tensor/tensor.ts";

/** All images in an order in which classes take turns, each in random order; so any beginning has all of them alike. */
export function inTurns(samples: readonly PartitionedSample[], random: Random): PartitionedSample[] {
  const byClass = new Map<string, PartitionedSample[]>();
  for (const sample of random.shuffle(samples)) {
    const members = byClass.get(sample.label);
    if (members) members.push(sample);
    else byClass.set(sample.label, [sample]);
  }
  const queues = [...byClass].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, members]) => members);
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}

/** Network inputs of one run; fewer when they are large, so that memory stays bounded. */
const [largestBatch, batchElements] = [16, 2 ** 21];

/** Batches of all tiles of some images, as the network sees them. Ready tiles are kept up to 192 MiB. */
export function tileBatches(
  images: readonly PartitionedSample[],
  preprocessing: Preprocessing,
  signal: AbortSignal,
): BatchMaker {
  const { channels, height, width } = preprocessing;
  const length = inputLength(preprocessing);
  const size = Math.max(1, Math.min(largestBatch, Math.floor(batchElements / length)));
  const source = createTileSource(images, preprocessing, { signal });
  return async function* () {
    let batch = new Float32Array(size * length);
    let count = 0;
    for (const index of images.keys()) {
      throwIfCancelled(signal);
      for (const tile of await source.load(index)) {
        fillInput(batch, count++, tile, { kind: "symmetry", id: 1 }, preprocessing);
        if (count < size) continue;
        yield tensor("float32", [count, channels, height, width], batch);
        [batch, count] = [new Float32Array(size * length), 0];
      }
    }
    if (count > 0) {
      yield tensor("float32", [count, channels, height, width], batch.subarray(0, count * length));
    }
  };
}
