import { describe, expect, it } from "vitest";
import { differentiate } from "../../../src/engine/autodiff/differentiate.ts";
import { type Builder, createBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../../src/engine/graph/graph.ts";
import type { OpAttributes } from "../../../src/engine/graph/op-attributes.ts";
import { blockConvolutions } from "../../../src/engine/layout/block-convolutions.ts";
import type { FeatureNetwork } from "../../../src/engine/nn/feature-network.ts";
import { dense } from "../../../src/engine/nn/layers.ts";
import { mobilenetV2 } from "../../../src/engine/nn/networks/mobilenet-v2.ts";
import { paperCnn } from "../../../src/engine/nn/networks/paper-cnn.ts";
import { resnet } from "../../../src/engine/nn/networks/resnet.ts";
import { initializeWeights, type Network } from "../../../src/engine/nn/scope.ts";
import { sgd } from "../../../src/engine/optim/sgd.ts";
import { findBlockSize } from "../../../src/engine/runtime/block-size.ts";
import { openSession } from "../../../src/engine/runtime/session.ts";
import { buildTrainingStep } from "../../../src/engine/runtime/training-step.ts";
import { createRandom } from "../../../src/tensor/random.ts";
import { type Tensor, tensor } from "../../../src/tensor/tensor.ts";

const block = await findBlockSize();

function noise(shape: readonly number[], seed: number): Tensor<"float32"> {
  const random = createRandom(seed);
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    "float32",
    shape,
    Float32Array.from({ length }, () => random.normal()),
  );
}

async function run(graph: Graph): Promise<Record<string, Tensor>> {
  const session = await openSession(graph);
  const feeds = graph.inputs.map(({ name, dtype, shape }, index) => {
    const sizes = shape.map(Number);
    const made = noise(sizes, index);
    if (dtype === "float32") return [name, made] as const;
    return [
      name,
      tensor(
        "int64",
        sizes,
        BigInt64Array.from(made.data, (_, at) => BigInt(at % 3)),
      ),
    ] as const;
  });
  try {
    return await session.run(Object.fromEntries(feeds));
  } finally {
    await session.close();
  }
}

/** Largest difference, relative to the largest value. */
async function difference(graph: Graph, size: number): Promise<number> {
  const [plain, blocked] = [await run(graph), await run(blockConvolutions(graph, size))];
  const errors = Object.entries(plain).map(([name, value]) => {
    expect(blocked[name]?.shape).toEqual(value.shape);
    const other = numbersOf(blocked[name]);
    const apart = numbersOf(value).map((number, at) => Math.abs(number - (other[at] ?? Number.NaN)));
    return most(apart) / most(numbersOf(value).map(Math.abs));
  });
  return Math.max(...errors);
}

/** A convolution with both of its gradients. */
function convolution(channels: number, filters: number, attributes: OpAttributes["Conv"], side = 12): Graph {
  const b = createBuilder();
  const kernel = attributes.kernel_shape ?? [3, 3];
  const x = b.input("x", "float32", [2, channels, side, side]);
  const w = b.input("w", "float32", [filters, channels / (attributes.group ?? 1), ...kernel]);
  const y = b.op("Conv", [x, w, b.input("bias", "float32", [filters])], {
    kernel_shape: kernel,
    ...attributes,
  });
  b.output(y, "y");
  const seed = b.input("seed", "float32", y.shape);
  differentiate(b, y, [x, w], seed).forEach((value, index) => {
    b.output(value, `gradient${index}`);
  });
  return b.build();
}

const padded = { pads: [1, 1, 1, 1] };
const kinds: readonly [string, Graph][] = [
  ["3 x 3", convolution(32, 16, {})],
  ["padded", convolution(16, 32, padded)],
  ["padded by more than the filter reaches", convolution(16, 16, { pads: [2, 2, 2, 2] })],
  ["padded on one side", convolution(16, 16, { pads: [0, 1, 2, 1] })],
  ["5 x 3", convolution(16, 16, { kernel_shape: [5, 3], pads: [2, 1, 2, 1] })],
  ["1 x 1", convolution(16, 32, { kernel_shape: [1, 1] })],
  ["stride 2, padded", convolution(16, 32, { ...padded, strides: [2, 2] })],
  ["stride 2, odd size", convolution(16, 32, { ...padded, strides: [2, 2] }, 13)],
  ["stride 3, 7 x 7", convolution(16, 16, { kernel_shape: [7, 7], pads: [3, 3, 3, 3], strides: [3, 3] })],
  ["stride 2, 2 x 2", convolution(16, 16, { kernel_shape: [2, 2], strides: [2, 2] })],
  ["stride 2, 1 x 1", convolution(16, 16, { kernel_shape: [1, 1], strides: [2, 2] })],
  ["unlike strides", convolution(16, 16, { ...padded, strides: [1, 2] })],
  ["dilated", convolution(16, 16, { dilations: [2, 2], pads: [2, 2, 2, 2] })],
  ["of one channel", convolution(1, 16, { ...padded, strides: [2, 2] })],
  ["of three channels", convolution(3, 32, {})],
  ["channels that fill no block", convolution(20, 16, padded)],
  ["filters that fill no block", convolution(16, 20, padded)],
  ["depthwise", convolution(16, 16, { ...padded, group: 16 })],
  ["depthwise, stride 2", convolution(32, 32, { ...padded, group: 32, strides: [2, 2] })],
  ["grouped", convolution(32, 32, { ...padded, group: 2 })],
];

describe.skipIf(block === undefined)("blockConvolutions", () => {
  const size = block ?? 8;

  it.each(kinds)("computes what the plain convolution computes: %s", async (_, graph) => {
    expect(await difference(graph, size)).toBeLessThan(2e-6);
  });

  it("blocks convolutions whose channels fill blocks, and leaves others alone", () => {
    const count = (graph: Graph): number =>
      blockConvolutions(graph, size).nodes.filter(({ op }) => op === "NchwcConv").length;
    // Forward and gradient of the image; a strided one has a convolution for each of four remainders.
    const expected: Readonly<Record<string, number>> = {
      "3 x 3": 2,
      padded: 2,
      "stride 2, padded": 5,
      "of three channels": 1,
      "filters that fill no block": 0,
      grouped: 0,
      depthwise: 3,
    };
    const found = kinds.filter(([name]) => name in expected).map(([name, graph]) => [name, count(graph)]);
    expect(Object.fromEntries(found)).toEqual(expected);
  });

  it("keeps what works element by element, pools and enlarges between convolutions in the blocked layout", async () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [2, 16, 12, 12]);
    const conv = (from: Value, name: string): Value =>
      b.op("Conv", [from, b.input(name, "float32", [16, 16, 3, 3])], padded);
    const first = conv(x, "w0");
    const pooled = b.op("MaxPool", [b.op("Relu", [first])], { kernel_shape: [2, 2], strides: [2, 2] });
    const mean = b.op("AveragePool", [first], { kernel_shape: [2, 2], strides: [2, 2] });
    const sum = b.op("Mul", [b.op("Add", [pooled, mean]), b.number(0.5)]);
    b.output(conv(enlarge(b, sum), "w1"), "y");
    const graph = b.build();
    const blocked = blockConvolutions(graph, size);
    const ops = blocked.nodes.map(({ op }) => op);
    const filters = 2 * 2; // each filter is reordered in two steps
    expect(ops.filter((op) => op === "ReorderInput")).toHaveLength(1 + filters);
    expect(ops.filter((op) => op === "ReorderOutput")).toHaveLength(1);
    expect(ops).toContain("NchwcUpsample");
    expect(await difference(graph, size)).toBeLessThan(2e-6);
  });

  it("takes an operator with an absent operand, and a cast to whole numbers, as they are", async () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [1, 16, 6, 6]);
    const y = b.op("Conv", [x, b.input("w", "float32", [16, 16, 3, 3])], padded);
    b.output(b.op("Clip", [y, undefined, b.number(0.5)]), "clipped");
    b.output(b.op("Cast", [b.op("Cast", [y], { to: 7 })], { to: 1 }), "whole");
    expect(await difference(b.build(), size)).toBeLessThan(2e-6);
  });

  it("brings a comparison back as numbers", async () => {
    const b = createBuilder();
    const x = b.input("x", "float32", [1, 16, 6, 6]);
    const y = b.op("Conv", [x, b.input("w", "float32", [16, 16, 3, 3])], padded);
    const positive = b.op("Greater", [y, b.number(0)]);
    b.output(b.op("Where", [positive, y, x]), "chosen");
    const equal = b.op("Equal", [y, b.op("Relu", [y])]);
    b.output(equal, "truth");
    b.output(b.op("Cast", [equal], { to: 1 }), "equal");
    expect(await difference(b.build(), size)).toBeLessThan(2e-6);
  });

  const networks: readonly [string, Network, readonly [number, number, number]][] = [
    ["compact residual network", resnet(3, { width: 16 }), [1, 48, 48]],
    ["network of Li et al.", paperCnn(3), [3, 64, 64]],
    ["MobileNet v2", headed(mobilenetV2({ width: 0.35 })), [3, 32, 32]],
  ];
  it.each(networks)("takes the same training step: %s", async (_, network, imageShape) => {
    const step = buildTrainingStep({ network, batch: 4, imageShape, optimizer: sgd() });
    const weights = initializeWeights(step.declarations, createRandom(1));
    const feeds = {
      images: noise([4, ...imageShape], 2),
      labels: tensor("int64", [4], BigInt64Array.from([0n, 1n, 2n, 0n])),
      learningRate: tensor("float32", [], Float32Array.from([0.1])),
      ...Object.fromEntries(step.masks.map(({ name, shape }) => [name, ones(shape)])),
      ...Object.fromEntries(step.state.map(({ name, shape }) => [name, weights.get(name) ?? zeros(shape)])),
    };
    const results = [];
    for (const graph of [step.graph, blockConvolutions(step.graph, size)]) {
      const session = await openSession(graph);
      results.push(await session.run(feeds));
      await session.close();
    }
    const [plain, blocked] = results;
    // Batch norms of four small images enlarge what rounding leaves.
    expect(Number(blocked?.loss?.data[0])).toBeCloseTo(Number(plain?.loss?.data[0]), 3);
    for (const [name, value] of Object.entries(plain ?? {})) {
      const other = numbersOf(blocked?.[name]);
      const apart = numbersOf(value).map((number, at) => number - (other[at] ?? Number.NaN));
      expect(norm(apart), name).toBeLessThan(1e-3 * norm(numbersOf(value)) + 1e-4);
    }
  });
});

function headed(features: FeatureNetwork): Network {
  return (scope, images) => dense(scope, "classifier", features(scope, images).features, 3);
}

function enlarge(b: Builder, value: Value): Value {
  const factors = b.constant(tensor("float32", [4], Float32Array.from([1, 1, 2, 2])));
  return b.op("Resize", [value, undefined, factors], {
    mode: "nearest",
    coordinate_transformation_mode: "asymmetric",
    nearest_mode: "floor",
  });
}

function numbersOf(value: Tensor | undefined): number[] {
  return Array.from<number | bigint, number>(value?.data ?? [], Number);
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((so, far) => Math.max(so, far), 1e-6);
}

function norm(numbers: readonly number[]): number {
  return Math.sqrt(numbers.reduce((sum, number) => sum + number * number, 0));
}

function ones(shape: readonly number[]): Tensor<"float32"> {
  return tensor(
    "float32",
    shape,
    new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1),
  );
}

function zeros(shape: readonly number[]): Tensor<"float32"> {
  return tensor("float32", shape, new Float32Array(shape.reduce((product, size) => product * size, 1)));
}
