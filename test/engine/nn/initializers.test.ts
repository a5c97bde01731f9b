import { describe, expect, it } from "vitest";
import {
  constantFill,
  fans,
  glorotUniform,
  heNormal,
  onesFill,
  zerosFill,
} from "../../../src/engine/nn/initializers.ts";
import { type Declaration, initializeWeights } from "../../../src/engine/nn/scope.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const filter = [64, 32, 3, 3];
const matrix = [300, 200];

describe("initializers", () => {
  it("count inputs and outputs: filters [out, in, ...], matrices [in, out]", () => {
    expect(fans(filter)).toEqual({ fanIn: 32 * 9, fanOut: 64 * 9 });
    expect(fans(matrix)).toEqual({ fanIn: 300, fanOut: 200 });
    expect(fans([8, 1, 3, 3]).fanIn).toBe(9); // depthwise
  });

  it.each([
    ["glorotUniform", glorotUniform, filter, 2 / (32 * 9 + 64 * 9)],
    ["glorotUniform", glorotUniform, matrix, 2 / 500],
    ["heNormal", heNormal, filter, 2 / (32 * 9)],
    ["heNormal", heNormal, matrix, 2 / 300],
  ] as const)("%s has its variance", (_, initialize, shape, variance) => {
    const { data } = initialize(shape, createRandom(5));
    const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
    const spread = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
    // Five standard errors of 18,432 draws or more.
    expect(Math.abs(spread / variance - 1)).toBeLessThan(5 * Math.sqrt(2 / data.length));
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / data.length));
  });

  it("glorotUniform keeps to its limits", () => {
    const limit = Math.sqrt(6 / 500);
    expect(glorotUniform(matrix, createRandom(5)).data.every((x) => Math.abs(x) <= limit)).toBe(true);
  });

  it("fills", () => {
    const random = createRandom(1);
    expect([...zerosFill([2], random).data, ...onesFill([2], random).data]).toEqual([0, 0, 1, 1]);
    expect(constantFill(0.5)([1, 2], random)).toEqual({
      dtype: "float32",
      shape: [1, 2],
      data: Float32Array.of(0.5, 0.5),
    });
  });
});

describe("initializeWeights", () => {
  const declare = (name: string, shape: readonly number[] = [3, 4]): Declaration => ({
    name,
    shape,
    initialize: heNormal,
    kind: "parameter",
    decay: true,
    rate: 1,
  });

  it("gives the same values for the same seed, others for another", () => {
    const weights = (seed: number) => initializeWeights([declare("a")], createRandom(seed)).get("a");
    expect(weights(1)).toEqual(weights(1));
    expect(weights(1)).not.toEqual(weights(2));
  });

  it("draws each tensor from a stream of its own, whatever came before", () => {
    const random = createRandom(3);
    random.uniform();
    const one = initializeWeights([declare("a"), declare("b")], random);
    const other = initializeWeights([declare("c", [7]), declare("b"), declare("a")], createRandom(3));
    expect(one.get("a")).toEqual(other.get("a"));
    expect(one.get("b")).toEqual(other.get("b"));
    expect(one.get("a")).not.toEqual(one.get("b"));
  });
});
