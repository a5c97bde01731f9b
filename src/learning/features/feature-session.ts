import { createHash } from "node:crypto";
import type { Preprocessing } from "../../data/batch/preprocessing.ts";
import { createBuilder } from "../../engine/graph/builder.ts";
import type { Graph } from "../../engine/graph/graph.ts";
import { inferenceScope } from "../../engine/nn/scope.ts";
import { openSession, type Session, type SessionOptions } from "../../engine/runtime/session.ts";
import { tensor } from "../../tensor/tensor.ts";
import type { Backbone } from "../backbones/backbone.ts";
import { backboneNetwork } from "../backbones/backbone-network.ts";
import type { FeatureExtractor } from "./feature-extractor.ts";

/** The graph `images` [N, C, H, W] in 0..1 -> `features` [N, F] of a frozen backbone. */
export function featureGraph(backbone: Backbone, { channels, height, width }: Preprocessing): Graph {
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", channels, height, width]);
  b.output(backboneNetwork(backbone)(inferenceScope(b, new Map()), images), "features");
  return b.build();
}

/**
 * Opens a backbone to turn images into features. The session itself is opened for the first batch: where all features
 * come from the cache there is none.
 * @throws MorError as `backboneNetwork`; `extract` as `openSession`.
 */
export async function openFeatureSession(
  backbone: Backbone,
  preprocessing: Preprocessing,
  options: SessionOptions = {},
): Promise<FeatureExtractor> {
  const { channels, height, width: columns } = preprocessing;
  const graph = featureGraph(backbone, preprocessing);
  let session: Promise<Session> | undefined;
  return {
    hash: createHash("sha256")
      .update(JSON.stringify([backbone.hash, height, columns]))
      .digest("hex"),
    width: Number(graph.outputs[0]?.shape[1]),
    preprocessing,
    async extract(images, count) {
      session ??= openSession(graph, options);
      const { features } = await (await session).run({
        images: tensor("float32", [count, channels, height, columns], images),
      });
      return features?.data as Float32Array; // the graph's only output is float32
    },
    async close() {
      const opened = await session?.catch(() => undefined); // `extract` has told why it did not open
      await opened?.close();
    },
  };
}
