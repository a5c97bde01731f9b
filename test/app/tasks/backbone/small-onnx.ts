import { writeOnnx } from "../../../../src/engine/graph/onnx/write-onnx.ts";
import { buildInferenceGraph } from "../../../../src/engine/nn/inference-graph.ts";
import { conv2d, dense, globalAveragePool, relu } from "../../../../src/engine/nn/layers.ts";
import type { Network } from "../../../../src/engine/nn/scope.ts";
import { sizeOf } from "../../../../src/tensor/shape.ts";
import { float32 } from "../../../../src/tensor/tensor.ts";

/** An ONNX file: images of 8 x 8 pixels in three channels -> four features -> two classes. */
export function smallOnnx(filling = 0.1): Uint8Array {
  const network: Network = (scope, images) => {
    const map = relu(scope, conv2d(scope, "conv", images, 4));
    return dense(scope, "classifier", globalAveragePool(scope, map), 2);
  };
  const shapes = {
    "conv.weight": [4, 3, 3, 3],
    "conv.bias": [4],
    "classifier.weight": [4, 2],
    "classifier.bias": [2],
  };
  const weights = new Map(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      float32(shape, new Float32Array(sizeOf(shape)).fill(filling)),
    ]),
  );
  return writeOnnx(buildInferenceGraph(network, weights, { imageShape: [3, 8, 8] }));
}
