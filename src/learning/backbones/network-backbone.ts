import { createHash } from "node:crypto";
import { cutGraph } from "../../engine/graph/prune-graph.ts";
import type { Weights } from "../../engine/nn/scope.ts";
import type { ArchitectureName } from "./architecture-name.ts";
import { type ArchitectureOptions, architectures } from "./architectures.ts";
import { type Backbone, type InputScalingName, inputScalings, type WeightsOrigin } from "./backbone.ts";
import { buildBackboneGraph } from "./backbone-graph.ts";
import { titleOf } from "./weights/backbone-weights.ts";
import { ruleMadeWeights } from "./weights/rule-made-weights.ts";

export interface NetworkBackboneOptions {
  readonly name: string;
  readonly options: ArchitectureOptions;
  readonly weights: Weights;
  /** How the images were scaled that the weights learnt from. */
  readonly scaling: InputScalingName;
  readonly origin: WeightsOrigin;
  /** Of the weight file: equal hashes mean equal weights. */
  readonly weightsHash: string;
}

/** One of the nine networks with its weights, as a backbone for images of any size. */
export function networkBackbone(architecture: ArchitectureName, given: NetworkBackboneOptions): Backbone {
  const { network, size } = architectures[architecture];
  const { name, options, weights, scaling, origin, weightsHash } = given;
  const graph = buildBackboneGraph(network(options), weights, { size });
  return {
    name,
    title: titleOf(architecture, options),
    graph: cutGraph(graph, "features"),
    tap: "features",
    layout: "NCHW",
    channels: 3,
    size,
    resizable: true,
    scaling: inputScalings[scaling],
    hash: createHash("sha256")
      .update(JSON.stringify([architecture, options, scaling, weightsHash]))
      .digest("hex"),
    origin,
  };
}

/** A network with weights made by a rule: it shows that all works where pretrained ones cannot be had, and no more. */
export function ruleMadeBackbone(
  architecture: ArchitectureName,
  name: string,
  options: ArchitectureOptions,
): Backbone {
  const { network, scaling, citation } = architectures[architecture];
  return networkBackbone(architecture, {
    name,
    options,
    weights: ruleMadeWeights(network(options)),
    scaling,
    origin: { weights: "rule-made", citation },
    weightsHash: "rule-made",
  });
}
