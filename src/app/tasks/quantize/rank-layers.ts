import type { Graph } from "../../../engine/graph/graph.ts";
import type { BatchMaker, QuantizedModel } from "../../../engine/quantization/quantize-model.ts";
import { openSession, type SessionOptions } from "../../../engine/runtime/session.ts";

export interface RankOptions {
  readonly graph: Graph;
  readonly quantize: (keep: ReadonlySet<string>) => Promise<QuantizedModel>;
  /** Layers that compute in 8 bits. */
  readonly layers: readonly string[];
  readonly batches: BatchMaker;
  readonly session: SessionOptions;
  readonly onLayer: (done: number) => void;
}

/**
 * Layers by the harm that each alone does in 8 bits, the most harmful first: half the sum of the absolute differences of
 * the probabilities, on average over the tiles.
 */
export async function rankLayers(options: RankOptions): Promise<string[]> {
  const { graph, quantize, layers, batches, session, onLayer } = options;
  const expected = await probabilitiesOf(graph, batches, session);
  const harms: { readonly name: string; readonly harm: number }[] = [];
  for (const name of layers) {
    const alone = await quantize(new Set(layers.filter((other) => other !== name)));
    const found = await probabilitiesOf(alone.graph, batches, session);
    const harm = found.reduce((sum, value, i) => sum + Math.abs(value - (expected[i] ?? 0)), 0);
    harms.push({ name, harm });
    onLayer(harms.length);
  }
  return harms.sort((a, b) => b.harm - a.harm).map(({ name }) => name);
}

async function probabilitiesOf(
  graph: Graph,
  batches: BatchMaker,
  options: SessionOptions,
): Promise<number[]> {
  const session = await openSession(graph, options);
  const found: number[] = [];
  try {
    for await (const images of batches()) {
      const { probabilities } = await session.run({ images });
      found.push(...((probabilities?.data ?? []) as Float32Array)); // openModel has seen to the output
    }
  } finally {
    await session.close();
  }
  return found;
}
