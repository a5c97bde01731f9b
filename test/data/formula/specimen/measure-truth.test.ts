import { describe, expect, it } from "vitest";
import {
  drawSpecimenOf,
  type FormulaFamily,
  type Specimen,
} from "../../../../src/data/formula/formula-image.ts";
import { type FormulaParameter, formulaParameters } from "../../../../src/data/formula/formula-parameters.ts";
import { paintShapes } from "../../../../src/data/formula/optics/paint-shapes.ts";
import { plainView } from "../../../../src/data/formula/optics/view.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

const size = 160;

function read({ parameters }: Specimen, name: FormulaParameter): number {
  return parameters[formulaParameters.indexOf(name)] ?? Number.NaN;
}

function paint(specimen: Specimen): Float32Array {
  return paintShapes(specimen.shapes, plainView(size), specimen.overlap);
}

function draw(family: FormulaFamily, count: number): Specimen[] {
  return Array.from({ length: count }, (_, at) => drawSpecimenOf(family, createRandom(8).fork(family, at)));
}

describe("parameters of a specimen", () => {
  it("count points as the picture shows them", () => {
    const pairs = draw("points", 30).map((specimen) => [
      read(specimen, "count"),
      Math.log2(Math.max(1, countComponents(paint(specimen)))) / 4 - 1,
    ]);
    expect(correlation(pairs)).toBeGreaterThan(0.85);
  });

  it("tell the size of a blob as the picture shows it", () => {
    const pairs = draw("blob", 30).map((specimen) => {
      const area = paint(specimen).filter((value) => value > 0).length / size ** 2;
      return [read(specimen, "size"), Math.log2(Math.sqrt(area / Math.PI) / 0.06) / 2];
    });
    expect(correlation(pairs)).toBeGreaterThan(0.97);
  });

  it("know order from disorder, and threads that branch from those that do not", () => {
    const average = (family: FormulaFamily, name: FormulaParameter): number => {
      const values = draw(family, 20).map((specimen) => read(specimen, name));
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(average("bundles", "order")).toBeGreaterThan(average("net", "order") + 0.2);
    expect(average("net", "branching")).toBeGreaterThan(average("tubes", "branching"));
    expect(average("plate", "elongation")).toBeGreaterThan(average("ball", "elongation") + 0.15);
    expect(average("lobed", "solidity")).toBeLessThan(average("blob", "solidity"));
  });

  it("leave out what does not apply", () => {
    for (const specimen of draw("blob", 5)) {
      for (const name of ["clustering", "polarity", "brightnessSpread", "branching"] as const) {
        expect(read(specimen, name), name).toBeNaN();
      }
    }
  });

  it("show something in the middle of the field", () => {
    for (const family of ["points", "cisternae", "rods", "filaments"] as const) {
      for (const specimen of draw(family, 20)) expect(Math.max(...paint(specimen))).toBeGreaterThan(0.05);
    }
  });
});

/** Connected regions above a tenth of the brightest value. */
function countComponents(light: Float32Array): number {
  const least = 0.1 * Math.max(...light);
  const open = Array.from(light, (value) => value > least);
  let count = 0;
  for (let start = 0; start < open.length; start++) {
    if (!open[start]) continue;
    count++;
    const queue = [start];
    open[start] = false;
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const next of [at - 1, at + 1, at - size, at + size]) {
        if (!open[next]) continue;
        open[next] = false;
        queue.push(next);
      }
    }
  }
  return count;
}

function correlation(pairs: readonly (readonly number[])[]): number {
  const xs = pairs.map(([x = 0]) => x);
  const ys = pairs.map(([, y = 0]) => y);
  const centre = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [dx, dy] = [centre(xs), centre(ys)];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);
  return dot(dx, dy) / Math.sqrt(dot(dx, dx) * dot(dy, dy));
}
