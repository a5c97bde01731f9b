import { createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../../src/engine/graph/graph.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

export interface SmallBackboneOptions {
  readonly layout?: "NCHW" | "NHWC";
  /** Height and width of the input; text leaves it open. */
  readonly size?: number | string;
  readonly channels?: number | string;
  /** Names of the outputs, each a pooled branch or the scores behind it. */
  readonly outputs?: readonly ("features" | "scores" | "pooled" | "other")[];
}

/** A residual network of five layers with batch normalisation, random weights and a classifier, as exporters write it. */
export function smallBackbone(options: SmallBackboneOptions = {}): Graph {
  const { layout = "NCHW", size = 16, channels = 3, outputs = ["scores"] } = options;
  const b = createBuilder();
  const random = createRandom(7);
  const weight = (name: string, shape: readonly number[], deviation: number, mean = 0): Value => {
    const count = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: count }, () => random.normal(mean, deviation));
    return b.constant(float32(shape, values), name);
  };
  const layer = (name: string, x: Value, inputs: number, filters: number, stride = 1): Value => {
    const y = b.op(
      "Conv",
      [x, weight(`${name}.weight`, [filters, inputs, 3, 3], Math.sqrt(2 / (9 * inputs)))],
      {
        kernel_shape: [3, 3],
        pads: [1, 1, 1, 1],
        strides: [stride, stride],
      },
    );
    const norm = b.op("BatchNormalization", [
      y,
      weight(`${name}.gamma`, [filters], 0.1, 1),
      weight(`${name}.beta`, [filters], 0.1),
      weight(`${name}.mean`, [filters], 0.1),
      b.constant(float32([filters], new Array<number>(filters).fill(1)), `${name}.variance`),
    ]);
    return b.op("Relu", [norm]);
  };
  const shape = layout === "NCHW" ? ["N", channels, size, size] : ["N", size, size, channels];
  const images = b.input("pixels", "float32", shape);
  const fed = layout === "NCHW" ? images : b.op("Transpose", [images], { perm: [0, 3, 1, 2] });
  const stem = layer("stem", fed, 3, 8, 2);
  const body = b.op("Add", [stem, layer("block.second", layer("block.first", stem, 8, 8), 8, 8)]);
  const top = layer("top", body, 8, 12, 2);
  const pooled = b.op("Flatten", [b.op("GlobalAveragePool", [top])], { axis: 1 });
  const made: Record<string, () => Value> = {
    features: () => b.op("Identity", [pooled]),
    pooled: () => b.op("Identity", [pooled]),
    scores: () => b.op("Gemm", [pooled, weight("fc.weight", [12, 5], 0.3), weight("fc.bias", [5], 0.1)]),
    other: () => b.op("Flatten", [b.op("GlobalAveragePool", [layer("side", stem, 8, 6)])], { axis: 1 }),
  };
  for (const name of outputs) {
    const value = made[name]?.();
    if (value) b.output(value, name);
  }
  return b.build();
}
