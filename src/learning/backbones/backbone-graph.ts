import { createBuilder } from "../../engine/graph/builder.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import type { FeatureNetwork } from "../../engine/nn/feature-network.ts";
import { inferenceScope, type Weights } from "../../engine/nn/scope.ts";

export interface BackboneGraphOptions {
  /** Height and width of the images. */
  readonly size: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The network with its weights stored inside: `images` [N, 3, size, size], scaled as the network expects, ->
 * `features` [N, F] and `feature_map` [N, F, H', W'], for any N.
 */
export function buildBackboneGraph(
  network: FeatureNetwork,
  weights: Weights,
  { size, metadata = {} }: BackboneGraphOptions,
): Graph {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", 3, size, size]);
  const { features, map } = network(inferenceScope(b, weights), images);
  b.output(features, "features");
  b.output(map, "feature_map");
  b.setMetadata(metadata);
  return b.build();
}
