import { createBuilder } from "../../engine/graph/builder.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { type OrganelleNetOptions, organelleNet } from "../../engine/nn/networks/organelle-net.ts";
import { inferenceScope, type Weights } from "../../engine/nn/scope.ts";

/**
 * The pre-trained network without its heads: `images` [N, 1, H, W] -> `features` [N, F] and `feature_map`
 * [N, F', H', W'], for any N, H and W.
 */
export function organelleGraph(
  weights: Weights,
  metadata: Readonly<Record<string, string>>,
  options: OrganelleNetOptions = {},
): Graph {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", 1, "H", "W"]);
  const { features, map } = organelleNet(options)(inferenceScope(b, weights), images);
  b.output(features, "features");
  b.output(map, "feature_map");
  b.setMetadata(metadata);
  return b.build();
}
