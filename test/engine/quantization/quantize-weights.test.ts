import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantizeWeights } from "../../../src/engine/quantization/quantize-weights.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

const numbers = fc.float({ min: -100, max: 100, noNaN: true, noDefaultInfinity: true });

describe("quantizeWeights", () => {
  it("has every weight within half a step, in 7 bits", () => {
    fc.assert(
      fc.property(
        fc.array(numbers, { minLength: 12, maxLength: 12 }),
        fc.array(numbers, { minLength: 3, maxLength: 3 }),
        fc.constantFrom(0, 1),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (weights, biases, axis, inputScale) => {
          const weight = float32(axis === 0 ? [3, 4] : [4, 3], weights);
          const bias = float32([3], biases);
          const {
            values,
            scales,
            bias: integers,
            biasScales,
          } = quantizeWeights(weight, bias, axis, inputScale);
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
    const { scales, bias, biasScales } = quantizeWeights(weight, float32([2], [0, 5]), 0, 0.01);
    expect(scales.data[0]).toBe(1);
    expect(Math.abs(bias.data[1] ?? 0)).toBeLessThanOrEqual(2 ** 30);
    expect((bias.data[1] ?? 0) * (biasScales.data[1] ?? 0)).toBeCloseTo(5, 5);
  });
});
