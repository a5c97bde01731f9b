import { algebra } from "../graph/algebra.ts";
import { createBuilder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { inferenceScope, type Network, type Weights } from "./scope.ts";

export interface InferenceGraphOptions {
  /** Channels, height, width of one image. */
  readonly imageShape: readonly [number, number, number];
  /** Logits are divided by it before the softmax: calibration (Guo et al. 2017, arXiv:1706.04599). */
  readonly temperature?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The network with its weights stored inside: `images` [N, C, H, W] -> `logits` and `probabilities` [N, K], for any N. */
export function buildInferenceGraph(
  network: Network,
  weights: Weights,
  { imageShape, temperature = 1, metadata = {} }: InferenceGraphOptions,
): Graph {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", ...imageShape]);
  const logits = network(inferenceScope(b, weights), images);
  const scaled = temperature === 1 ? logits : algebra(b).div(logits, temperature);
  b.output(logits, "logits");
  b.output(b.op("Softmax", [scaled], { axis: 1 }), "probabilities");
  b.setMetadata(metadata);
  return b.build();
}
