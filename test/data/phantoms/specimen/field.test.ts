import { describe, expect, it } from "vitest";
import {
  createField,
  createSampler,
  drawWaves,
  readField,
  sampleField,
} from "../../../../src/data/phantoms/specimen/field.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

describe("field", () => {
  it("is read exactly where it is linear, one point at a time or all pixels at once", () => {
    const field = createField(-2, 10, 0.5);
    for (let node = 0; node < field.values.length; node++) {
      const [x, y] = [-2 + (node % field.side) * 0.5, -2 + Math.floor(node / field.side) * 0.5];
      field.values[node] = 3 * x - y + 1;
    }
    expect(readField(field, 1.23, 4.56)).toBeCloseTo(3 * 1.23 - 4.56 + 1, 4);
    const pixels = sampleField(field, 20, 0.4);
    expect(pixels[7 * 20 + 11]).toBeCloseTo(3 * 11.5 * 0.4 - 7.5 * 0.4 + 1, 4);
  });

  it("is sampled in proportion to its values", () => {
    const field = createField(0, 10, 1);
    field.values[3 * field.side + 4] = 3;
    field.values[8 * field.side + 8] = 1;
    const sample = createSampler(field, createRandom(1));
    let near = 0;
    for (let trial = 0; trial < 4000; trial++) {
      const { x, y } = sample();
      if (Math.abs(x - 4) <= 0.5 && Math.abs(y - 3) <= 0.5) near++;
      else expect(Math.max(Math.abs(x - 8), Math.abs(y - 8))).toBeLessThanOrEqual(0.5);
    }
    // 3000 expected, standard deviation 27.
    expect(Math.abs(near - 3000)).toBeLessThan(110);
  });
});

describe("drawWaves", () => {
  it("has mean 0 and variance 1 over many wavelengths", () => {
    const values = drawWaves(createRandom(5), createField(0, 400, 1), 4, [8, 20]);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(variance - 1)).toBeLessThan(0.1);
  });
});
