import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { FeatureNetwork } from "../../src/engine/nn/feature-network.ts";
import type { Weights } from "../../src/engine/nn/scope.ts";
import { openSession } from "../../src/engine/runtime/session.ts";
import type { ArchitectureName } from "../../src/learning/backbones/architecture-name.ts";
import { buildBackboneGraph } from "../../src/learning/backbones/backbone-graph.ts";
import { kerasWeights } from "../../src/learning/backbones/weights/keras-weights.ts";
import { uniformSequence } from "../../src/learning/backbones/weights/rule-made-weights.ts";
import { type Tensor, tensor } from "../../src/tensor/tensor.ts";

/** What scripts/fixtures/keras-applications.py writes. */
export interface KerasFixture {
  readonly network: ArchitectureName;
  readonly width: number;
  readonly size: number;
  readonly parameters: number;
  readonly weights: number;
  readonly weightsHash: string;
  /** [1, H, W, F] */
  readonly map: readonly number[];
  readonly mapMean: number;
  /** The largest of all features. */
  readonly largest: number;
  /** The first 16. */
  readonly features: readonly number[];
}

export function readKerasFixture(): readonly KerasFixture[] {
  const file = new URL("../fixtures/keras-applications.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as KerasFixture[]; // written by the script in this form
}

/** One image [1, 3, size, size] of the numbers that mulberry32 gives for seed 0, in the order row, column, channel. */
export function ruleMadeImage(size: number): Tensor<"float32"> {
  const numbers = uniformSequence(0, 3 * size * size);
  const out = new Float32Array(numbers.length);
  numbers.forEach((value, index) => {
    out[(index % 3) * size * size + Math.floor(index / 3)] = value;
  });
  return tensor("float32", [1, 3, size, size], out);
}

/** Runs a network on the rule-made image: its features, and its last feature map. */
export async function featuresOf(network: FeatureNetwork, weights: Weights, size: number) {
  const session = await openSession(buildBackboneGraph(network, weights, { size }), { threads: 2 });
  const { features, feature_map: map } = await session.run({ images: ruleMadeImage(size) });
  await session.close();
  if (!(features?.data instanceof Float32Array && map?.data instanceof Float32Array)) {
    throw new Error("Expected two outputs of float32");
  }
  return { features: features.data, map: map.data, mapShape: map.shape };
}

/** The largest difference, relative to the largest expected number. */
export function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>, largest?: number): number {
  const scale = largest ?? Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Not Math.max: NaN must not pass.
  return Array.from(expected).reduce((most, value, index) => {
    const error = Math.abs((got[index] ?? Number.NaN) - value) / scale;
    return error <= most ? most : error;
  }, 0);
}

/** SHA-256 of the lines "layer/weight [shape]". */
export function weightsHash(network: FeatureNetwork): string {
  const lines = kerasWeights(network).map(
    ({ layer, weight, shape }) => `${layer}/${weight} [${shape.join(", ")}]`,
  );
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
