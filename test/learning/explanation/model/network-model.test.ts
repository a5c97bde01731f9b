import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../../src/engine/graph/graph.ts";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { buildInferenceGraph } from "../../../../src/engine/nn/inference-graph.ts";
import { dense, flatten, relu } from "../../../../src/engine/nn/layers.ts";
import { organelleNet } from "../../../../src/engine/nn/networks/organelle-net.ts";
import { resnet } from "../../../../src/engine/nn/networks/resnet.ts";
import { initializeWeights, type Network, trainingScope } from "../../../../src/engine/nn/scope.ts";
import { explanationMethods } from "../../../../src/learning/explanation/methods/methods.ts";
import type { ExplainableModel } from "../../../../src/learning/explanation/model/explainable-model.ts";
import { openNetworkModel } from "../../../../src/learning/explanation/model/network-model.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { smallNetworks } from "../../../support/small-networks.ts";

const shared = resolve(import.meta.dirname, "../../../../../shared/weights");

describe("layers of a network", () => {
  it("have the names of their weights, in the order of the computation", async () => {
    const model = await open(resnet(3, { width: 4 }), [1, 64, 64]);
    expect(model.network?.layers.map(({ name, channels, height }) => [name, channels, height])).toEqual([
      ["stem", 4, 32],
      ["stage1", 8, 16],
      ["block1.first", 8, 16],
      ["block1.second", 8, 16],
      ["block1.second/add", 8, 16],
      ["stage2", 16, 8],
      ["stage3", 32, 4],
      ["block2.first", 32, 4],
      ["block2.second", 32, 4],
      ["block2.second/add", 32, 4],
    ]);
    await model.close();
  });

  it("are taken behind normalisation and activation, where ways join, and where they are pooled", async () => {
    const model = await open(smallNetworks.depthwise as Network, [1, 12, 12]);
    expect(model.network?.layers.map(({ name }) => name)).toEqual([
      "stem",
      "depth",
      "point",
      "group",
      "group/concat",
    ]);
    await model.close();
    const plain = await open(smallNetworks.plain as Network, [1, 12, 12]);
    expect(plain.network?.layers.map(({ name, op }) => `${name} ${op}`)).toEqual([
      "conv1 Conv",
      "conv1/pool MaxPool",
      "conv2 Conv",
    ]);
    await plain.close();
  });

  it("are listed when another is asked for", async () => {
    const model = await open(smallNetworks.plain as Network, [1, 12, 12]);
    await expect(explain(model, "grad-cam", "conv3")).rejects.toMatchObject({
      code: "usage",
      message: 'Expected a layer of the network, got "conv3"',
      hint: "There are: conv1, conv1/pool, conv2.",
    });
    await model.close();
  });
});

describe("a network without convolution", () => {
  const denseOnly: Network = (scope, images) =>
    dense(scope, "last", relu(scope, dense(scope, "first", flatten(scope, images), 5)), 3);

  it("has no layers with pixels, and is told which methods apply", async () => {
    const model = await open(denseOnly, [1, 6, 6]);
    expect(model.network?.layers).toEqual([]);
    await expect(explain(model, "grad-cam")).rejects.toMatchObject({
      code: "usage",
      hint: expect.stringContaining("integrated-gradients"),
    });
    expect((await explain(model, "gradient")).length).toBe(36);
    await model.close();
  });
});

describe("a model that has scores alone", () => {
  const classical: ExplainableModel = {
    classCount: 2,
    input: { channels: 1, height: 16, width: 16 },
    score: async (_inputs, count) => new Float32Array(2 * count).fill(0.5),
    network: undefined,
    close: async () => {},
  };

  it.each(["grad-cam", "gradient", "smooth-grad", "integrated-gradients", "guided-backprop"] as const)(
    "is refused by %s, with the methods that apply",
    async (name) => {
      await expect(explain(classical, name)).rejects.toMatchObject({
        code: "usage",
        hint: expect.stringContaining("occlusion, rise"),
      });
    },
  );
});

describe("classifiers of other programs", () => {
  it("are scored like their own softmax", async () => {
    const b = createBuilder();
    const images = b.input("x", "float32", ["N", 6, 6, 3]);
    const flat = b.op("Reshape", [images, b.integers([-1, 108])]);
    const weights = createRandom(1);
    const matrix = b.constant({
      dtype: "float32",
      shape: [108, 4],
      data: Float32Array.from({ length: 432 }, () => weights.normal()),
    });
    const logits = b.op("MatMul", [flat, matrix]);
    b.output(b.op("Softmax", [logits], { axis: 1 }), "scores");
    const model = await openNetworkModel(b.build(), { path: "softmax.onnx" });
    expect(model.input).toEqual({ channels: 3, height: 6, width: 6 });
    const inputs = Float32Array.from({ length: 216 }, () => weights.uniform());
    const scores = await model.score(inputs, 2);
    expect(scores.subarray(0, 4).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
    const map = await explanationMethods.gradient.map(model, {
      inputs,
      count: 2,
      targets: Int32Array.of(0, 3),
      random: weights,
    });
    // The gradient of a logit is its column of the matrix, whose rows are [height, width, channels].
    const column = (k: number) =>
      Array.from({ length: 108 }, (_, i) => Math.abs(matrixAt(matrix.name, i, k)));
    function matrixAt(name: string, row: number, k: number): number {
      return Number(model.network?.graph.initializers.get(name)?.data[row * 4 + k]);
    }
    const largest = (values: number[]) =>
      Array.from({ length: 36 }, (_, pixel) => Math.max(...values.slice(3 * pixel, 3 * pixel + 3)));
    expect(Array.from(map.subarray(0, 36))).toEqual(largest(column(0)));
    expect(Array.from(map.subarray(36))).toEqual(largest(column(3)));
    await model.close();
  });

  it("are refused when they give features alone", async () => {
    const b = createBuilder();
    const images = b.input("images", "float32", ["N", 1, 8, 8]);
    b.output(b.op("Flatten", [images], { axis: 1 }), "features");
    await expect(openNetworkModel(b.build(), { path: "features.onnx" })).rejects.toMatchObject({
      code: "model-invalid",
      hint: expect.stringContaining("mor train --backbone"),
    });
  });

  it.skipIf(!existsSync(shared)).each([
    ["squeezenet1_1", "conv24/concat"],
    ["mobilenet_v2_1.0_224_tfslim", "Conv_1_Conv2D"],
    ["resnet50_v1_pruned_int8", "layer4.2.conv3/add"],
    ["hardnet39ds", "ConvMulFusion_W_c1011"],
  ])("explains %s (needs ../shared/weights)", async (file, layer) => {
    const path = resolve(shared, `${file}.onnx`);
    const model = await openNetworkModel(readOnnx(path), { path, threads: 2 });
    expect(model.network?.layers.map(({ name }) => name)).toContain(layer);
    for (const method of ["grad-cam", "gradient", "guided-backprop"] as const) {
      const map = await explain(model, method);
      expect(map.length).toBe(224 * 224);
      expect(map.every(Number.isFinite)).toBe(true);
      expect(Math.max(...map)).toBeGreaterThan(0);
    }
    await model.close();
  });
});

async function open(
  network: Network,
  imageShape: readonly [number, number, number],
): Promise<ExplainableModel> {
  const path = "model.onnx";
  return openNetworkModel(graphOf(network, imageShape), { path });
}

function graphOf(network: Network, imageShape: readonly [number, number, number]): Graph {
  const b = createBuilder();
  const scope = trainingScope(b);
  network(scope, b.input("images", "float32", [2, ...imageShape]));
  return buildInferenceGraph(network, initializeWeights(scope.declarations, createRandom(4)), { imageShape });
}

function explain(
  model: ExplainableModel,
  method: keyof typeof explanationMethods,
  layer?: string,
): Promise<Float32Array> {
  const { channels, height, width } = model.input;
  const random = createRandom(2);
  const inputs = Float32Array.from({ length: channels * height * width }, () => random.uniform());
  return explanationMethods[method].map(model, {
    inputs,
    count: 1,
    targets: Int32Array.of(1),
    layer,
    random,
  });
}

it("counts no scaling of the image as a layer", async () => {
  const network: Network = (scope, images) =>
    dense(scope, "classifier", organelleNet({ widths: [4, 4, 4, 4] })(scope, images).features, 2);
  const model = await open(network, [1, 32, 32]);
  const names = model.network?.layers.map(({ name }) => name);
  await model.close();
  expect(names?.[0]).toBe("stem");
  expect(names?.at(-1)).toBe("last");
});
