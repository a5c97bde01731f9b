import { describe, expect, it } from "vitest";
import { type Detector, detect } from "../../../../src/data/formula/optics/detect.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const camera: Detector = {
  photons: 100,
  excess: 1,
  readNoise: 0,
  exposure: 0.5,
  offset: 0,
  gamma: 1,
  bitDepth: 16,
};

describe("detect", () => {
  it.each([0.02, 0.5])("counts photons of the right mean and variance at light %f", (level) => {
    const light = new Float32Array(20_000).fill(level);
    detect(createRandom(1), light, camera);
    const counts = Array.from(light, (value) => (value / camera.exposure) * camera.photons);
    const mean = counts.reduce((sum, value) => sum + value, 0) / counts.length;
    const variance = counts.reduce((sum, value) => sum + (value - mean) ** 2, 0) / counts.length;
    expect(mean / (level * camera.photons)).toBeCloseTo(1, 1);
    expect(variance / (level * camera.photons)).toBeCloseTo(1, 1);
  });

  it("saturates, cuts off below black, and has no more levels than its bits allow", () => {
    const light = Float32Array.from({ length: 4000 }, (_, at) => at / 1000);
    detect(createRandom(2), light, { ...camera, offset: -0.1, bitDepth: 8 });
    expect(Math.max(...light)).toBe(1);
    expect(Math.min(...light)).toBe(0);
    for (const value of light) expect(Math.abs(value * 255 - Math.round(value * 255))).toBeLessThan(1e-4);
  });
});
