import { expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import { importGraph } from "../../../../src/engine/graph/onnx/import-graph.ts";
import { openSession } from "../../../../src/engine/runtime/session.ts";
import { float32 } from "../../../../src/tensor/tensor.ts";

// ONNX Runtime 1.30 fuses the zeros of a Pad into a MaxPool, which pads with minus infinity.
it("keeps the zeros that an imported network pads with before max pooling", async () => {
  const exported = createBuilder();
  const x = exported.input("x", "float32", [1, 1, 2, 2]);
  const padded = exported.op("Pad", [x, exported.integers([0, 0, 1, 1, 0, 0, 1, 1])]);
  exported.output(exported.op("MaxPool", [padded], { kernel_shape: [2, 2], strides: [2, 2] }), "y");
  const b = createBuilder();
  for (const value of Object.values(importGraph(b, exported.build()))) b.output(value, "pooled");
  const session = await openSession(b.build());
  const { pooled } = await session.run({ x: float32([1, 1, 2, 2], [-1, -2, -3, -4]) });
  await session.close();
  expect(Array.from(pooled?.data as Float32Array)).toEqual([0, 0, 0, 0]);
});
