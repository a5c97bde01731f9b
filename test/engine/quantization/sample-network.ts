import { createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../src/engine/graph/graph.ts";
import { sizeOf } from "../../../src/tensor/shape.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";

/** size sin(0.37 i (k + 1) + k) of the flat index i: the weights of scripts/fixtures/quantization.py. */
export function wave(shape: readonly number[], k: number, size: number): Tensor<"float32"> {
  const data = Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => size * Math.sin(0.37 * i * (k + 1) + k),
  );
  return tensor("float32", shape, data);
}

/** 4 images of 4 channels in 0..1. */
export function waveImages(): Tensor<"float32"> {
  const { shape, data } = wave([4, 4, 10, 10], 9, 0.5);
  return tensor(
    "float32",
    shape,
    data.map((value) => Math.fround(value) + 0.5),
  );
}

/** Two convolutions, two dense layers; `poolFirst` has the rectifier behind the pooling, with the same result. */
export function waveNetwork({ poolFirst = false }: { readonly poolFirst?: boolean } = {}): Graph {
  const b = createBuilder();
  const weight = (name: string, shape: readonly number[], k: number, size: number) =>
    b.constant(wave(shape, k, size), name);
  const pool = { kernel_shape: [2, 2], strides: [2, 2] };
  let x = b.input("images", "float32", ["N", 4, 10, 10]);
  x = b.op("Conv", [x, weight("conv1.weight", [8, 4, 3, 3], 1, 0.3), weight("conv1.bias", [8], 2, 0.1)]);
  x = poolFirst ? b.op("Relu", [b.op("MaxPool", [x], pool)]) : b.op("MaxPool", [b.op("Relu", [x])], pool);
  x = b.op("Conv", [x, weight("conv2.weight", [16, 8, 3, 3], 3, 0.2), weight("conv2.bias", [16], 4, 0.1)]);
  x = b.op("Flatten", [b.op("Relu", [x])]);
  x = b.op("Gemm", [x, weight("dense.weight", [64, 80], 5, 0.2), weight("dense.bias", [80], 6, 0.1)]);
  x = b.op("Relu", [x]);
  x = b.op("Gemm", [x, weight("scores.weight", [80, 3], 7, 0.2), weight("scores.bias", [3], 8, 0.1)]);
  b.output(x, "scores");
  b.setMetadata({ about: "a sample" });
  return b.build();
}
