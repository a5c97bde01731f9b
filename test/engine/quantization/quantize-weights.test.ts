import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantizeWeights } from "../../../src/engine/quantization/quantize-weights.ts";
import { float32 } from "../../../src/tensor/tensor.ts";
import { wave } from "./sample-network.ts";

const numbers = fc.float({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });

describe("quantizeWeights", () => {
  it("has every weight within half a step, in 7 bits", () => {
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: 12, maxLength: 12 }),
        fc.array(numbers, { minLength: 3, maxLength: 3 }),
        fc.constantFrom<0 | 1>(0, 1),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (weights, biases, axis, inputScale) => {
          const weight = float32(axis === 0 ? [3, 4] : [4, 3], weights);
          const bias = float32([3], biases);
          const {
            values,
            scales,
            bias: integers,
            biasScales,
          } = quantizeWeights({ weight, bias, axis, inputScale });
          weight.data.forEach((value, i) => {
            const channel = axis === 0 ? Math.floor(i / 4) : i % 3;
            const [level = 0, step = 0] = [values.data[i], scales.data[channel]];
            expect(Math.abs(level)).toBeLessThanOrEqual(64);
            expect(Math.abs(level * step - value)).toBeLessThanOrEqual(step * 0.50001);
          });
          bias.data.forEach((value, k) => {
            const [level = 0, step = 0] = [integers.data[k], biasScales.data[k]];
            expect(Math.abs(level * step - value)).toBeLessThanOrEqual(
              step * 0.50001 + Math.abs(value) * 1e-6,
            );
          });
        },
      ),
    );
  });

  it("gives a silent channel a step all the same, and room for a bias that is far greater than its weights", () => {
    const weight = float32([2, 2], [0, 0, 1e-12, -1e-12]);
    const { scales, bias, biasScales } = quantizeWeights({
      weight,
      bias: float32([2], [0, 5]),
      axis: 0,
      inputScale: 0.01,
    });
    expect(scales.data[0]).toBe(1);
    expect(Math.abs(bias.data[1] ?? 0)).toBeLessThanOrEqual(2 ** 30);
    expect((bias.data[1] ?? 0) * (biasScales.data[1] ?? 0)).toBeCloseTo(5, 5);
  });

  it.each([
    ["a dense layer", [6, 4], 1, 1],
    ["a turned dense layer", [4, 6], 0, 1],
    ["a convolution", [4, 6, 3, 3], 0, 1],
    ["a convolution in groups", [4, 3, 3, 3], 0, 2],
    ["one filter for each channel", [6, 1, 3, 3], 0, 6],
  ] as const)("of %s adds nothing to the outputs on average", (_name, shape, axis, groups) => {
    const weight = wave(shape, 1, 1);
    const means = Float64Array.of(0.5, -3, 0, 2, 10, 1);
    const layer = { weight, bias: undefined, axis, inputScale: 1e-4, groups };
    const { values, scales, bias, biasScales } = quantizeWeights({ ...layer, means });
    const outputs = shape[axis];
    const perGroup = shape[1 - axis] ?? 1;
    const positions = shape.length === 4 ? 9 : 1;
    for (let k = 0; k < outputs; k++) {
      let [exact, rounded] = [0, (bias.data[k] ?? 0) * (biasScales.data[k] ?? 0)];
      for (let c = 0; c < perGroup; c++) {
        const mean = means[Math.floor((k * groups) / outputs) * perGroup + c] ?? Number.NaN;
        for (let p = 0; p < positions; p++) {
          const place = axis === 1 ? c * outputs + k : (k * perGroup + c) * positions + p;
          exact += mean * (weight.data[place] ?? 0);
          rounded += mean * (values.data[place] ?? 0) * (scales.data[k] ?? 0);
        }
      }
      expect(rounded).toBeCloseTo(exact, 5);
    }
    expect(quantizeWeights(layer).bias.data.every((value) => value === 0)).toBe(true);
  });
});
