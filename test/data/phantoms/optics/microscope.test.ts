import { describe, expect, it } from "vitest";
import { takeImage } from "../../../../src/data/phantoms/optics/microscope.ts";
import { drawPlant } from "../../../../src/data/phantoms/plant.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const size = 96;
const plant = {
  ...drawPlant("pex_normal", createRandom(1)),
  readNoise: 0,
  offset: 0,
  exposure: 0.5,
  haze: 0,
};
const dark = new Float32Array(size * size);

describe("takeImage", () => {
  it("shows shot noise: less of it with more photons", () => {
    const flat = new Float32Array(size * size).fill(1);
    const relativeNoise = (photons: number): number => {
      const specimen = { size, pixelSize: 0.01, inFocus: dark, outOfFocus: dark, diffuse: flat };
      const image = takeImage(createRandom(2), specimen, { ...plant, photons }, 16);
      // Neighbours have the same illumination: half of the variance of their difference is the noise.
      let sum = 0;
      let squares = 0;
      for (let at = 0; at < image.length; at += 2) {
        const [a = 0, b = 0] = [image[at], image[at + 1]];
        sum += a + b;
        squares += (a - b) ** 2;
      }
      const mean = sum / image.length;
      return squares / image.length / mean ** 2;
    };
    // Poisson noise with excess factor 1.25: relative variance 1.25 / mean count. Means differ by exposure
    // and bleaching, alike for both; 4608 pairs leave 3 % of error on each side.
    expect(relativeNoise(100) / relativeNoise(1000)).toBeGreaterThan(8.5);
    expect(relativeNoise(100) / relativeNoise(1000)).toBeLessThan(11.5);
  });

  it("gives a dark image for no light, and clips what is below black", () => {
    const specimen = { size, pixelSize: 0.3, inFocus: dark, outOfFocus: dark, diffuse: dark };
    expect(Math.max(...takeImage(createRandom(2), specimen, plant, 8))).toBe(0);
    const offset = takeImage(createRandom(2), specimen, { ...plant, offset: 0.1 }, 8);
    expect(new Set(offset)).toEqual(new Set([26]));
    expect(Math.max(...takeImage(createRandom(2), specimen, { ...plant, offset: -0.1 }, 8))).toBe(0);
  });

  it("blurs a point to the width of the point-spread function or more", () => {
    const point = dark.slice();
    point[48 * size + 48] = 1;
    const specimen = { size, pixelSize: 0.1, inFocus: point, outOfFocus: dark, diffuse: dark };
    const image = takeImage(createRandom(3), specimen, { ...plant, photons: 1e6, psf: 0.2 }, 16);
    const centre = image[48 * size + 48] ?? 0;
    // 0.2 um = 2 pixels: at one deviation at least exp(-1/2) of the centre is left.
    expect((image[48 * size + 50] ?? 0) / centre).toBeGreaterThan(0.58);
    expect((image[48 * size + 58] ?? 0) / centre).toBeLessThan(0.1);
  });
});
