import { describe, expect, it } from "vitest";
import { type Builder, createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../../src/engine/graph/graph.ts";
import { foldBatchNorm } from "../../../src/engine/quantization/fold-batch-norm.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import type { Tensor } from "../../../src/tensor/tensor.ts";
import { wave } from "./sample-network.ts";

function norm(b: Builder, x: Value, channels: number, k: number): Value {
  const positive = (tensor: Tensor<"float32">) => ({ ...tensor, data: tensor.data.map((v) => v + 1.1) });
  const of = (seed: number) => wave([channels], seed, 1);
  const inputs = [positive(of(k)), of(k + 1), of(k + 2), positive(of(k + 3))];
  return b.op("BatchNormalization", [x, ...inputs.map((tensor) => b.constant(tensor))], { epsilon: 1e-3 });
}

async function outputOf(graph: Graph, x: Tensor): Promise<Float32Array> {
  const session = await openSession(graph);
  const { y } = await session.run({ x });
  await session.close();
  return y?.data as Float32Array; // the graphs below have a float32 output of this name
}

const cases: readonly (readonly [string, readonly number[], (b: Builder, x: Value) => Value])[] = [
  ["a convolution", [2, 3, 6, 6], (b, x) => b.op("Conv", [x, b.constant(wave([5, 3, 3, 3], 1, 1))])],
  [
    "a convolution in groups, with a bias",
    [2, 4, 6, 6],
    (b, x) =>
      b.op("Conv", [x, b.constant(wave([6, 2, 3, 3], 1, 1)), b.constant(wave([6], 2, 1))], { group: 2 }),
  ],
  [
    "a dense layer",
    [2, 7],
    (b, x) => b.op("Gemm", [x, b.constant(wave([7, 5], 1, 1)), b.constant(wave([5], 2, 1))]),
  ],
  [
    "a dense layer with turned weights",
    [2, 7],
    (b, x) => b.op("Gemm", [x, b.constant(wave([5, 7], 1, 1)), b.constant(wave([5], 2, 1))], { transB: 1 }),
  ],
];

describe("foldBatchNorm", () => {
  it.each(cases)("into %s gives the same result", async (_name, shape, layer) => {
    const b = createBuilder();
    const made = layer(b, b.input("x", "float32", shape));
    b.output(norm(b, made, Number(made.shape[1]), 3), "y");
    const graph = b.build();
    const folded = foldBatchNorm(graph);
    expect(folded.nodes.map(({ op }) => op)).not.toContain("BatchNormalization");
    const x = wave(shape, 8, 1);
    const [expected, found] = [await outputOf(graph, x), await outputOf(folded, x)];
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
    });
  });

  it("leaves one alone behind a product that takes no bias", () => {
    const b = createBuilder();
    const made = b.op("MatMul", [b.input("x", "float32", [2, 7]), b.constant(wave([7, 5], 1, 1))]);
    b.output(norm(b, made, 5, 3), "y");
    expect(foldBatchNorm(b.build()).nodes.map(({ op }) => op)).toContain("BatchNormalization");
  });

  it("leaves one alone whose input is read elsewhere, and one behind a pooling", () => {
    const b = createBuilder();
    const x = b.op("Conv", [b.input("x", "float32", [1, 3, 6, 6]), b.constant(wave([5, 3, 3, 3], 1, 1))]);
    const y = b.op("Add", [x, norm(b, x, 5, 3)]);
    b.output(norm(b, b.op("MaxPool", [y], { kernel_shape: [2, 2] }), 5, 4), "y");
    const graph = b.build();
    expect(foldBatchNorm(graph).nodes).toEqual(graph.nodes);
  });
});
