import { describe, expect, it } from "vitest";
import { createBuilder } from "../../../../src/engine/graph/builder.ts";
import type { Graph } from "../../../../src/engine/graph/graph.ts";
import { buildInferenceGraph } from "../../../../src/engine/nn/inference-graph.ts";
import { initializeWeights, type Network, trainingScope } from "../../../../src/engine/nn/scope.ts";
import {
  passesRandomisation,
  randomizeNetwork,
} from "../../../../src/learning/explanation/faithfulness/randomisation.ts";
import {
  type LayerWeights,
  layerWeights,
  randomizeWeights,
} from "../../../../src/learning/explanation/faithfulness/randomize-weights.ts";
import type { ExplanationMethod } from "../../../../src/learning/explanation/methods/method.ts";
import { occlusion } from "../../../../src/learning/explanation/methods/occlusion.ts";
import { openNetworkModel } from "../../../../src/learning/explanation/model/network-model.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { float32, zeros } from "../../../../src/tensor/tensor.ts";
import { createPatchModel } from "../../../support/patch-model.ts";
import { smallNetworks } from "../../../support/small-networks.ts";

const side = 12;
const count = 6;
const random = createRandom(2);
const inputs = Float32Array.from({ length: count * side * side }, () => random.normal());
const targets = Int32Array.of(0, 1, 2, 0, 1, 2);

describe("weights of a network", () => {
  it("are listed from the logits down", () => {
    expect(layerWeights(build("plain")).map(({ name }) => name)).toEqual([
      "classifier.weight",
      "dense1.weight",
      "conv2.weight",
      "conv1.weight",
    ]);
    expect(layerWeights(build("residual"))).toHaveLength(5);
  });

  it("are found behind a transposition, with the axis of their filters", () => {
    const b = createBuilder();
    const x = b.input("images", "float32", ["N", 10]);
    const stored = b.constant(zeros("float32", [8, 10]), "stored");
    b.output(b.op("MatMul", [x, b.op("Transpose", [stored], { perm: [1, 0] })]), "logits");
    expect(layerWeights(b.build())).toEqual([{ name: "stored", filterAxis: 0 }]);
  });

  it("keep the values of each filter in another order, and leave all else alone", () => {
    const graph = build("plain");
    const layers = layerWeights(graph);
    for (const [at, layer] of layers.entries()) {
      const shuffled = randomizeWeights(graph, [layer], createRandom(0));
      const [before, after] = [graph, shuffled].map((it) => filtersOf(it, layer));
      expect(after).not.toEqual(before);
      expect(after?.map((it) => it.toSorted())).toEqual(before?.map((it) => it.toSorted()));
      const other = layers[(at + 1) % layers.length]?.name ?? "";
      expect(shuffled.initializers.get(other)).toBe(graph.initializers.get(other));
      expect(filtersOf(randomizeWeights(graph, [layer], createRandom(0)), layer)).toEqual(after);
    }
  });
});

describe("randomisation", () => {
  it("is passed by a method that asks the network, stage by stage", async () => {
    const result = await randomize(occlusion);
    expect(result?.layers).toEqual([1, 2, 3, 4]);
    expect(result?.correlation).toHaveLength(4);
    expect(Math.abs(result?.correlation.at(-1) ?? 1)).toBeLessThan(0.5);
    expect(result?.perInput).toHaveLength(count);
    expect(await randomize(occlusion)).toEqual(result);
  });

  it("is not passed by one that shows the image, whatever its signs", async () => {
    const image = await randomize({ ...occlusion, map: async (_, of) => of.inputs.slice() });
    expect(image?.correlation).toEqual([1, 1, 1, 1].map((it) => expect.closeTo(it, 12)));
    let calls = 0;
    const flipping = await randomize({
      ...occlusion,
      map: async (_, of) => (calls++ === 0 ? of.inputs.slice() : of.inputs.map((value) => -value)),
    });
    expect(flipping?.correlation.at(-1)).toBeCloseTo(1, 12);
  });

  it("leaves out comparisons with flat maps, of the trained network too", async () => {
    let calls = 0;
    const result = await randomize({
      ...occlusion,
      map: async (_, of) => (calls++ === 0 ? of.inputs.slice() : new Float32Array(of.inputs.length)),
    });
    expect(result).toMatchObject({ correlation: [NaN, NaN, NaN, NaN], flatShare: 1 });
    const nothing = await randomize({
      ...occlusion,
      map: async (_, of) => new Float32Array(of.inputs.length),
    });
    expect(nothing?.perInput.every(Number.isNaN)).toBe(true);
    expect(nothing?.flatShare).toBe(1);
  });

  it("does not apply to a model without a network", async () => {
    const model = createPatchModel(side, { top: 0, left: 0, side: 2 });
    expect(await randomizeNetwork(model, occlusion, { inputs, count, targets, random })).toBeUndefined();
  });

  it("asks for an interval that ends below 0.5", () => {
    expect(passesRandomisation({ value: 0.3, low: 0.2, high: 0.49 }, 0)).toBe(true);
    expect(passesRandomisation({ value: 0.4, low: 0.2, high: 0.5 }, 0.5)).toBe(false);
    expect(passesRandomisation({ value: 0.1, low: null, high: null }, 0)).toBeUndefined();
    expect(passesRandomisation({ value: 0.1, low: 0, high: 0.2 }, 0.6)).toBeUndefined();
  });
});

/** Rows of numbers, one for each place along the axis of filters. */
function filtersOf(graph: Graph, { name, filterAxis = 0 }: LayerWeights): number[][] {
  const { shape, data } = graph.initializers.get(name) ?? float32([0], []);
  const inner = shape.slice(filterAxis + 1).reduce((product, side) => product * side, 1);
  const rows: number[][] = Array.from({ length: shape[filterAxis] ?? 0 }, () => []);
  for (const [at, value] of data.entries()) rows[Math.floor(at / inner) % rows.length]?.push(Number(value));
  return rows;
}

async function randomize(method: ExplanationMethod): ReturnType<typeof randomizeNetwork> {
  const model = await openNetworkModel(build("plain"), { path: "plain" });
  try {
    return await randomizeNetwork(model, method, { inputs, count, targets, random: createRandom(0) });
  } finally {
    await model.close();
  }
}

function build(name: "plain" | "residual"): Graph {
  const network = smallNetworks[name] as Network; // both are in the table
  const b = createBuilder();
  const scope = trainingScope(b);
  network(scope, b.input("images", "float32", [2, 1, side, side]));
  const weights = initializeWeights(scope.declarations, createRandom(1));
  return buildInferenceGraph(network, weights, { imageShape: [1, side, side] });
}
