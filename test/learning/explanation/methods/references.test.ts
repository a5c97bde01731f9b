import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readOnnx } from "../../../../src/engine/graph/onnx/read-onnx.ts";
import { integrate } from "../../../../src/learning/explanation/methods/integrated-gradients.ts";
import type { MapRequest, MethodName } from "../../../../src/learning/explanation/methods/method.ts";
import { explanationMethods } from "../../../../src/learning/explanation/methods/methods.ts";
import type { ExplainableModel } from "../../../../src/learning/explanation/model/explainable-model.ts";
import { openNetworkModel } from "../../../../src/learning/explanation/model/network-model.ts";
import { createRandom, type Random } from "../../../../src/tensor/random.ts";

interface Reference {
  readonly side: number;
  readonly targets: readonly number[];
  readonly inputs: readonly number[];
  /** Standard normal, [copies, side, side]. */
  readonly noise: readonly number[];
  /** Logit of the class for the input less that for a black one. */
  readonly difference: readonly number[];
  readonly maps: Readonly<Record<string, readonly number[]>>;
}

const folder = resolve(import.meta.dirname, "../../../fixtures/explanation");
const reference: Reference = JSON.parse(readFileSync(`${folder}/reference.json`, "utf8"));
const area = reference.side ** 2;
let model: ExplainableModel;

beforeAll(async () => {
  const path = `${folder}/network.onnx`;
  model = await openNetworkModel(readOnnx(path), { path });
});
afterAll(() => model.close());

describe("maps of a small network, against PyTorch's autograd", () => {
  it.each(Object.entries(reference.maps))("%s", async (name, expected) => {
    const map = await explanationMethods[name as MethodName].map(model, request());
    expect(relativeError(map, expected)).toBeLessThan(1e-3);
  });

  it("gives the same for one input as for many at once", async () => {
    for (const method of Object.values(explanationMethods)) {
      if (method.name === "occlusion" || method.name === "rise") continue; // gradient-free: tests of their own
      const all = await method.map(model, request());
      const { inputs, targets } = request();
      const one = await method.map(model, {
        ...request(),
        inputs: inputs.subarray(area, 2 * area),
        count: 1,
        targets: targets.subarray(1, 2),
      });
      expect(relativeError(one, all.subarray(area, 2 * area))).toBeLessThan(1e-4);
    }
  });
});

describe("integrated gradients", () => {
  it("sum to the difference of the logits within 1 %", async () => {
    const { attributions, incompleteness } = await integrate(model, request());
    for (const [image, difference] of reference.difference.entries()) {
      const sum = attributions.subarray(image * area, (image + 1) * area).reduce((all, x) => all + x, 0);
      expect(Math.abs(sum - difference)).toBeLessThan(0.01 * Math.abs(difference));
      expect(incompleteness[image]).toBeLessThan(0.01);
    }
  });

  it("start at the darkest value where a mean was subtracted", async () => {
    const given = request();
    const inputs = given.inputs.map((value) => value - 0.5);
    const { attributions } = await integrate(model, { ...given, inputs });
    for (let image = 0; image < given.count; image++) {
      const input = inputs.subarray(image * area, (image + 1) * area);
      const darkest = input.indexOf(Math.min(...input));
      expect(attributions[image * area + darkest]).toBeCloseTo(0, 6);
    }
  });
});

function request(): MapRequest {
  return {
    inputs: Float32Array.from(reference.inputs),
    count: reference.targets.length,
    targets: Int32Array.from(reference.targets),
    random: recordedNoise(),
  };
}

/** A source that gives the noise that PyTorch was given. */
function recordedNoise(): Random {
  const random = createRandom(0);
  return {
    ...random,
    fork(...labels) {
      if (labels[0] !== "smooth-grad") return random.fork(...labels);
      let at = Number(labels[1]) * area;
      return {
        ...random,
        normal: (mean = 0, deviation = 1) => mean + deviation * (reference.noise[at++] ?? Number.NaN),
      };
    },
  };
}

/** The largest difference, as a share of the largest value. */
function relativeError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(found.length).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  return (
    Math.max(...Array.from(expected, (value, i) => Math.abs(value - (found[i] ?? Number.NaN)))) / largest
  );
}
