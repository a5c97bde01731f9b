import { describe, expect, it } from "vitest";
import type { ArchitectureName } from "../../../../src/learning/backbones/architecture-name.ts";
import { architectures } from "../../../../src/learning/backbones/architectures.ts";
import type { StoredLayer } from "../../../../src/learning/backbones/weights/keras-file.ts";
import { type KerasWeight, kerasWeights } from "../../../../src/learning/backbones/weights/keras-weights.ts";
import { matchKerasLayers } from "../../../../src/learning/backbones/weights/match-keras-layers.ts";

const of = (name: ArchitectureName) => kerasWeights(architectures[name].network());

/** The layers of a file without numbers. */
function stored(
  weights: readonly KerasWeight[],
  layerName: (layer: string, place: number) => string,
  weightName: (layer: string, weight: string, place: number) => string = (layer, weight) =>
    `${layer}/${weight}:0`,
): StoredLayer[] {
  const names = [...new Set(weights.map(({ layer }) => layer))];
  return names.map((name, place) => {
    const written = layerName(name, place);
    return {
      name: written,
      weights: weights
        .filter(({ layer }) => layer === name)
        .map(({ weight, shape }, index) => ({
          name: weightName(written, weight, index),
          shape,
          read: () => new Float32Array(),
        })),
    };
  });
}

describe("the official files", () => {
  it("of Inception v3 number their layers from one and are matched by order", () => {
    const weights = of("inception-v3");
    const file = stored(weights, (layer) =>
      layer.replace(/(?:_(\d+))?$/, (_, n) => `_${Number(n ?? 0) + 1}`),
    );
    const { pairs = [] } = matchKerasLayers(weights, file);
    expect(pairs.map(([{ layer }]) => layer)).toContain("conv2d_93");
    expect(pairs.map(([{ name }, found]) => [name, found.name])).toEqual(
      weights.map(({ name, layer, weight }) => {
        const [kind = "", number = "0"] = layer.split(/_(?=\d)/);
        return [name, `${kind}_${Number(number) + 1}/${weight}:0`];
      }),
    );
  });

  it("of DenseNet have slashes in their names, in whatever order", () => {
    const weights = of("densenet121");
    const slashed = (layer: string) =>
      layer.replace(/^(conv1|pool\d)_/, "$1/").replace(/^(conv\d)_(block\d+)_(\d)_/, "$1_$2_$3/");
    const { pairs = [] } = matchKerasLayers(weights, stored(weights, slashed).reverse());
    expect(pairs).toHaveLength(weights.length);
    for (const [{ layer, weight }, found] of pairs) expect(found.name).toBe(`${slashed(layer)}/${weight}:0`);
  });

  it("of VGG16 name their weights W and b, and have dense layers on top", () => {
    const weights = of("vgg16");
    const file = stored(
      weights,
      (layer) => layer,
      (layer, _, place) => `${layer}_${place === 0 ? "W" : "b"}_1:0`,
    );
    const dense = { name: "fc1_W_1:0", shape: [25088, 4096], read: () => new Float32Array() };
    const { pairs = [] } = matchKerasLayers(weights, [...file, { name: "fc1", weights: [dense] }]);
    expect(pairs.map(([, found]) => found.name).slice(0, 2)).toEqual([
      "block1_conv1_W_1:0",
      "block1_conv1_b_1:0",
    ]);
    expect(pairs).toHaveLength(26);
  });

  it("are told from each other by the first layer that does not fit", () => {
    const file = stored(of("resnet101-v2"), (layer) => layer);
    expect(matchKerasLayers(of("resnet50-v2"), file).problem).toMatch(
      /^Expected \d+ layers with weights, got \d+$/,
    );
    expect(matchKerasLayers(of("vgg16"), []).problem).toBe("Expected 13 layers with weights, got 0");
    const [first, ...rest] = stored(of("vgg16"), (layer) => layer);
    if (!first) throw new Error("Expected a layer");
    const bare = { ...first, weights: first.weights.slice(1) };
    expect(matchKerasLayers(of("vgg16"), [bare, ...rest]).problem).toBe(
      'Expected 2 weights in the layer "block1_conv1", got 1',
    );
  });
});
