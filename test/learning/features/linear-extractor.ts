import { createHash } from "node:crypto";
import type { Preprocessing } from "../../../src/data/batch/preprocessing.ts";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import type { FeatureExtractor } from "../../../src/learning/features/feature-extractor.ts";
import { float32, tensor } from "../../../src/tensor/tensor.ts";

export const side = 4;

/** Features that one input has. */
export const width = 3;

export const preprocessing: Preprocessing = {
  channels: 3,
  height: side,
  width: side,
  tiles: "whole",
  scaling: { kind: "full-range" },
  page: { projection: "max" },
};

const weights = Float32Array.from({ length: 3 * side * side * width }, (_, i) => Math.sin(1 + i));

/** Weighted sums of the pixels, with the number of inputs of each run. */
export interface LinearExtractor extends FeatureExtractor {
  readonly runs: number[];
}

export async function openLinearExtractor(
  options: { readonly preprocessing?: Preprocessing; readonly seed?: number; readonly divisor?: number } = {},
): Promise<LinearExtractor> {
  const given = options.preprocessing ?? preprocessing;
  const b = createBuilder();
  const images = b.input("images", "float32", ["N", 3, side, side]);
  const sums = b.op("MatMul", [
    b.op("Flatten", [images], { axis: 1 }),
    b.constant(float32([3 * side * side, width], weights)),
  ]);
  b.output(b.op("Div", [sums, b.constant(float32([], [options.divisor ?? 1]))]), "features");
  const session = await openSession(b.build());
  const runs: number[] = [];
  return {
    hash: createHash("sha256")
      .update(String(options.seed ?? 0))
      .digest("hex"),
    width,
    preprocessing: given,
    runs,
    async extract(data, count) {
      runs.push(count);
      const { features } = await session.run({
        images: tensor("float32", [count, 3, side, side], data.slice()),
      });
      return features?.data as Float32Array; // the graph's only output is float32
    },
    close: () => session.close(),
  };
}

/** The same by hand, for planes [3, side, side]. */
export function linearFeatures(planes: Float32Array): number[] {
  return Array.from({ length: width }, (_, feature) =>
    planes.reduce((sum, value, i) => sum + value * (weights[i * width + feature] ?? 0), 0),
  );
}
