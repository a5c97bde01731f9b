import { describe, expect, it } from "vitest";
import {
  drawFormulaImage,
  drawSpecimen,
  drawSpecimenOf,
  type FormulaFamily,
  formulaFamilies,
  formulaParameters,
  photographSpecimen,
} from "../../../src/data/formula/formula-image.ts";
import type { FormulaParameter } from "../../../src/data/formula/formula-parameters.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const ofPhotograph: readonly FormulaParameter[] = ["psf", "signalToNoise", "background", "haze", "exposure"];

function read(parameters: Float32Array, name: FormulaParameter): number {
  return parameters[formulaParameters.indexOf(name)] ?? Number.NaN;
}

describe("drawFormulaImage", () => {
  it("gives the same image for the same seed, another for another", () => {
    const first = drawFormulaImage(createRandom(3), 64);
    expect(drawFormulaImage(createRandom(3), 64)).toEqual(first);
    expect(drawFormulaImage(createRandom(4), 64).data).not.toEqual(first.data);
  });

  it("draws every family about equally often", () => {
    const counts = new Map<FormulaFamily, number>();
    const drawn = 50 * formulaFamilies.length;
    const random = createRandom(1);
    for (let at = 0; at < drawn; at++) {
      const { family } = drawSpecimen(random.fork(at));
      counts.set(family, (counts.get(family) ?? 0) + 1);
    }
    expect(counts.size).toBe(formulaFamilies.length);
    for (const count of counts.values()) {
      expect(count).toBeGreaterThan(22); // 4 standard deviations of a binomial count of mean 50
      expect(count).toBeLessThan(78);
    }
  });
});

describe.each(formulaFamilies)("family %s", (family) => {
  const images = Array.from({ length: 12 }, (_, at) => {
    const random = createRandom(2).fork(family, at);
    return photographSpecimen(drawSpecimenOf(family, random), random, 64);
  });

  it("has values of 0..1 that are not all alike", () => {
    for (const { data, size } of images) {
      expect(data).toHaveLength(size * size);
      expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(Math.max(...data) - Math.min(...data)).toBeGreaterThan(0.03);
    }
  });

  it("has finite parameters of the right range", () => {
    for (const { parameters } of images) {
      expect(parameters).toHaveLength(formulaParameters.length);
      for (const value of parameters) expect(Math.abs(value) > 2.5).toBe(false);
      const always = ["count", "size", "elongation", "coverage", "spread", "anisotropy", "order"] as const;
      for (const name of [...always, ...ofPhotograph]) expect(read(parameters, name), name).not.toBeNaN();
    }
  });

  it("varies its parameters", () => {
    const coverage = images.map(({ parameters }) => read(parameters, "coverage"));
    expect(new Set(coverage).size).toBeGreaterThan(6);
  });
});

describe("photographSpecimen", () => {
  it("takes two different photographs of one specimen, which keeps its parameters", () => {
    const random = createRandom(9);
    const specimen = drawSpecimen(random);
    const first = photographSpecimen(specimen, random, 64);
    const second = photographSpecimen(specimen, random, 64);
    expect(second.data).not.toEqual(first.data);
    expect(second.family).toBe(first.family);
    for (const [at, name] of formulaParameters.entries()) {
      if (ofPhotograph.includes(name)) expect(specimen.parameters[at]).toBeNaN();
      else expect(second.parameters[at]).toBe(first.parameters[at]);
    }
  });

  it("takes the same specimen at any size", () => {
    const specimen = drawSpecimen(createRandom(5));
    const small = photographSpecimen(specimen, createRandom(6), 64);
    const large = photographSpecimen(specimen, createRandom(6), 128);
    expect(large.data).toHaveLength(128 * 128);
    expect(mean(large.data)).toBeCloseTo(mean(small.data), 1);
  });
});

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
