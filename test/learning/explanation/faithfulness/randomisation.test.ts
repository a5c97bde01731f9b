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
  randomizeWeights,
  weightNames,
} from "../../../../src/learning/explanation/faithfulness/randomize-weights.ts";
import type { ExplanationMethod } from "../../../../src/learning/explanation/methods/method.ts";
import { occlusion } from "../../../../src/learning/explanation/methods/occlusion.ts";
import { openNetworkModel } from "../../../../src/learning/explanation/model/network-model.ts";
import { createRandom } from "../../../../src/tensor/random.ts";
import { createPatchModel } from "../../../support/patch-model.ts";
import { smallNetworks } from "../../../support/small-networks.ts";

const side = 12;
const count = 6;
const random = createRandom(2);
const inputs = Float32Array.from({ length: count * side * side }, () => random.normal());
const targets = Int32Array.of(0, 1, 2, 0, 1, 2);

describe("weights of a network", () => {
  it("are named from the logits down", () => {
    expect(weightNames(build("plain"))).toEqual([
      "classifier.weight",
      "dense1.weight",
      "conv2.weight",
      "conv1.weight",
    ]);
    expect(weightNames(build("residual"))).toHaveLength(5);
  });

  it("keep their values in another order, and leave all else alone", () => {
    const graph = build("residual");
    const [first = "", second = ""] = weightNames(graph);
    const shuffled = randomizeWeights(graph, [first], createRandom(0));
    const [before, after] = [graph, shuffled].map((it) =>
      [...(it.initializers.get(first)?.data ?? [])].map(Number),
    );
    expect(after).not.toEqual(before);
    expect(after?.toSorted((a, b) => a - b)).toEqual(before?.toSorted((a, b) => a - b));
    expect(shuffled.initializers.get(second)).toBe(graph.initializers.get(second));
    const again = randomizeWeights(graph, [first], createRandom(0));
    expect(again.initializers.get(first)?.data).toEqual(shuffled.initializers.get(first)?.data);
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

  it("counts flat maps as unlike", async () => {
    let calls = 0;
    const result = await randomize({
      ...occlusion,
      map: async (_, of) => (calls++ === 0 ? of.inputs.slice() : new Float32Array(of.inputs.length)),
    });
    expect(result).toMatchObject({ correlation: [0, 0, 0, 0], flatShare: 1 });
  });

  it("does not apply to a model without a network", async () => {
    const model = createPatchModel(side, { top: 0, left: 0, side: 2 });
    expect(await randomizeNetwork(model, occlusion, { inputs, count, targets, random })).toBeUndefined();
  });

  it("asks for an interval that ends below 0.5", () => {
    expect(passesRandomisation({ value: 0.3, low: 0.2, high: 0.49 })).toBe(true);
    expect(passesRandomisation({ value: 0.4, low: 0.2, high: 0.5 })).toBe(false);
    expect(passesRandomisation({ value: 0.1, low: null, high: null })).toBe(false);
  });
});

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
