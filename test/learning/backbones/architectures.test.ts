import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { architectureNames } from "../../../src/learning/backbones/architecture-name.ts";
import { architectures } from "../../../src/learning/backbones/architectures.ts";
import { kerasWeights } from "../../../src/learning/backbones/weights/keras-weights.ts";
import { ruleMadeWeights } from "../../../src/learning/backbones/weights/rule-made-weights.ts";
import {
  featuresOf,
  readKerasFixture,
  relativeError,
  weightsHash,
} from "../../support/keras-applications.ts";

const count = (weights: ReturnType<typeof ruleMadeWeights>) =>
  [...weights.values()].reduce((sum, { data }) => sum + data.length, 0);

describe("at a small size, with weights made by rule", () => {
  it.each(readKerasFixture())("$network of width $width is that of Keras", async (fixture) => {
    const { size, width } = fixture;
    const architecture = architectures[fixture.network];
    const network = architecture.network({ width });
    expect([kerasWeights(network).length, weightsHash(network)]).toEqual([
      fixture.weights,
      fixture.weightsHash,
    ]);
    const weights = ruleMadeWeights(network);
    expect(count(weights)).toBe(fixture.parameters);
    if (width === 1) expect(architecture.parameters).toBe(fixture.parameters);
    // Deeper ones differ in the numbers of layers alone, which the list of their weights has shown.
    if (/101|152|169|201/.test(fixture.network)) return;
    const [, height = 0, across = 0, channels = 0] = fixture.map;
    const { features, map, mapShape } = await featuresOf(network, weights, size);
    expect(mapShape).toEqual([1, channels, height, across]);
    expect(features.length).toBe(channels);
    if (width === 1) expect(architecture.features).toBe(channels);
    expect(relativeError(features.subarray(0, 16), fixture.features, fixture.largest)).toBeLessThan(3e-5);
    const mean = map.reduce((sum, value) => sum + value / map.length, 0);
    expect(Math.abs(mean / fixture.mapMean - 1)).toBeLessThan(3e-5);
  });
});

const folder = resolve(import.meta.dirname, "../../../../shared/reference/keras-applications");

interface Reference {
  readonly input: readonly [1, number, number, 3];
  readonly parameters: number;
  readonly weights: readonly (readonly [string, string, readonly number[]])[];
  readonly features: readonly number[];
}

describe("at full size (needs ../shared)", () => {
  it.skipIf(!existsSync(folder)).each(architectureNames)("%s gives the features of Keras", async (name) => {
    const file = resolve(folder, `${name.replace("-", "_")}.json`);
    const reference = JSON.parse(readFileSync(file, "utf8")) as Reference; // as the folder's README describes it
    const { network: make, size, parameters } = architectures[name];
    const network = make();
    expect(size).toBe(reference.input[1]);
    const listed = kerasWeights(network).map(({ layer, weight, shape }) => [layer, weight, shape]);
    expect(listed).toEqual(reference.weights);
    const weights = ruleMadeWeights(network);
    expect([count(weights), parameters]).toEqual([reference.parameters, reference.parameters]);
    const { features } = await featuresOf(network, weights, size);
    expect(features.length).toBe(reference.features.length);
    expect(relativeError(features, reference.features)).toBeLessThan(3e-5);
  });
});
