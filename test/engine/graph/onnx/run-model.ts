import { InferenceSession, Tensor as OrtTensor } from "onnxruntime-node";
import type { Graph } from "../../../../src/engine/graph/graph.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { sizeOf } from "../../../../src/tensor/shape.ts";

/** Float32 outputs, by name, of a model file run by ONNX Runtime. */
export async function runModel(
  model: Uint8Array,
  feeds: Readonly<Record<string, OrtTensor>>,
): Promise<Record<string, { dims: readonly number[]; data: number[] }>> {
  const session = await InferenceSession.create(model, {
    logSeverityLevel: 3,
    graphOptimizationLevel: "basic",
  });
  const results = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { dims, data }]) => [
      name,
      { dims, data: Array.from(data as ArrayLike<number | bigint>, Number) }, // no model here has strings
    ]),
  );
}

/** Seeded inputs for a graph; symbolic sizes become `free`. */
export function randomFeeds(graph: Graph, free = 2): Record<string, OrtTensor> {
  const random = createRandom(11);
  return Object.fromEntries(
    graph.inputs.map(({ name, dtype, shape }) => {
      const sizes = shape.map((dim) => (typeof dim === "number" ? dim : free));
      const length = sizeOf(sizes);
      // 0x3000 to 0x3bff: half-precision numbers between 0.125 and 1.
      const half = () => Uint16Array.from({ length }, () => 0x3000 + random.integer(0xc00));
      const tensor =
        dtype === "float16"
          ? new OrtTensor("float16", half(), sizes)
          : new OrtTensor(
              "float32",
              Float32Array.from({ length }, () => random.normal()),
              sizes,
            );
      return [name, tensor];
    }),
  );
}

/** The largest difference between two outputs, relative to the largest value of the first (or 1). */
export function differenceOf(a: readonly number[] = [], b: readonly number[] = []): number {
  if (a.length !== b.length || a.length === 0) return Number.POSITIVE_INFINITY;
  const scale = Math.max(
    1,
    a.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  return (
    a.reduce((most, value, index) => Math.max(most, Math.abs(value - (b[index] ?? Number.NaN))), 0) / scale
  );
}
