import { inputLength, type Preprocessing } from "../../../data/batch/preprocessing.ts";
import type { Graph } from "../../../engine/graph/graph.ts";
import type { BatchMaker } from "../../../engine/quantization/quantize-model.ts";
import { openSession, type Session } from "../../../engine/runtime/session.ts";
import { throwIfCancelled } from "../../../errors.ts";
import type { Int8Facts } from "../../../learning/report/report-input.ts";
import { type Tensor, tensor } from "../../../tensor/tensor.ts";

export interface SpeedOptions {
  readonly float32: Graph;
  readonly int8: Graph;
  readonly batches: BatchMaker;
  readonly preprocessing: Preprocessing;
  readonly threads: number;
  /** Milliseconds. */
  readonly clock: () => number;
  readonly signal: AbortSignal;
}

const [pairs, fewestPairs, longest] = [11, 3, 20_000];

/** As many inputs as prediction takes at once. */
const [batchSize, batchElements] = [64, 2 ** 22];

/** Both models on the same batch, in turn; who goes first changes from pair to pair. Decoding is not in it. */
export async function measureSpeed(options: SpeedOptions): Promise<Int8Facts["speed"]> {
  const { float32, int8, preprocessing, threads, clock, signal } = options;
  const size = Math.max(1, Math.min(batchSize, Math.floor(batchElements / inputLength(preprocessing))));
  const images = await fillBatch(options.batches, preprocessing, size);
  const sessions: Session[] = [];
  const times: [number[], number[]] = [[], []];
  try {
    for (const graph of [float32, int8]) sessions.push(await openSession(graph, { threads }));
    const begun = clock();
    // The first two pairs warm up.
    for (let pair = -2; pair < pairs && !(pair >= fewestPairs && clock() - begun > longest); pair++) {
      for (const which of pair % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        throwIfCancelled(signal);
        const start = clock();
        await sessions[which]?.run({ images });
        if (pair >= 0) times[which].push((clock() - start) / size);
      }
    }
  } finally {
    for (const session of sessions) await session.close();
  }
  const [slow, fast] = times;
  const ratios = slow.map((time, pair) => time / (fast[pair] ?? Number.NaN)).sort((a, b) => a - b);
  return {
    batch: size,
    threads,
    float32MsPerImage: median(slow),
    int8MsPerImage: median(fast),
    speedup: { median: median(ratios), low: ratios[0] ?? Number.NaN, high: ratios.at(-1) ?? Number.NaN },
  };
}

/** The first inputs, over again where there are fewer. */
async function fillBatch(
  batches: BatchMaker,
  preprocessing: Preprocessing,
  size: number,
): Promise<Tensor<"float32">> {
  const { channels, height, width } = preprocessing;
  const data = new Float32Array(size * inputLength(preprocessing));
  let filled = 0;
  while (filled < data.length) {
    for await (const batch of batches()) {
      data.set(batch.data.subarray(0, data.length - filled), filled);
      filled += Math.min(batch.data.length, data.length - filled);
      if (filled === data.length) break;
    }
  }
  return tensor("float32", [size, channels, height, width], data);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
