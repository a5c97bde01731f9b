import { expect, it } from "vitest";
import { createBuilder } from "../../../src/engine/graph/builder.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

// ONNX Runtime 1.30 fuses the zeros of a Pad into a MaxPool, which pads with minus infinity.
it("keeps the zeros that a network pads with before max pooling", async () => {
  const b = createBuilder();
  const x = b.input("x", "float32", [1, 1, 2, 2]);
  const padded = b.op("Pad", [x, b.integers([0, 0, 1, 1, 0, 0, 1, 1])]);
  b.output(b.op("MaxPool", [padded], { kernel_shape: [2, 2], strides: [2, 2] }), "y");
  const session = await openSession(b.build());
  const { y } = await session.run({ x: float32([1, 1, 2, 2], [-1, -2, -3, -4]) });
  await session.close();
  expect(Array.from(y?.data as Float32Array)).toEqual([0, 0, 0, 0]);
});
