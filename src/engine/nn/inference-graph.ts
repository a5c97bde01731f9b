import { createBuilder } from "../graph/builder.ts";
import type { Graph } from "../graph/graph.ts";
import { inferenceScope, type Network, type Weights } from "./scope.ts";

export interface InferenceGraphOptions {
  /** Channels, height, width of one image. */
  readonly imageShape: readonly [number, number, number];
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The network with its weights stored inside: `images` [N, C, H, W] -> `logits` and `probabilities` [N, K], for any N. */
export function buildInferenceGraph(
  network: Network,
  weights: Weights,
  { imageShape, metadata = {} }: InferenceGraphOptions,
): Graph {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", ...imageShape]);
  const logits = network(inferenceScope(b, weights), images);
  b.output(logits, "logits");
  b.output(b.op("Softmax", [logits], { axis: 1 }), "probabilities");
  b.setMetadata(metadata);
  return b.build();
}
