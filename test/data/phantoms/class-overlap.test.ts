import { describe, expect, it } from "vitest";
import type { PhantomClass } from "../../../src/data/phantoms/phantom-class.ts";
import { type Phantom, renderPhantom } from "../../../src/data/phantoms/render-phantom.ts";
import { createRandom } from "../../../src/tensor/random.ts";

const pairs = [
  ["chlo_enlarged", "chlo_normal"],
  ["mito_elongated", "mito_normal"],
  ["pex_elongated", "pex_normal"],
] as const;

const plants = 24;

describe.each(pairs)("%s against %s", (mutant, wild) => {
  const [mutants, wilds] = [render(mutant), render(wild)];
  const separation = (feature: (phantom: Phantom) => number): number => {
    const area = areaUnderCurve(mutants.map(feature), wilds.map(feature));
    return Math.max(area, 1 - area);
  };

  // 0.75 would be beyond chance at 24 plants a side (standard error 0.083 at 0.5): three standard errors.
  it.each([
    ["mean", meanOf],
    ["deviation", deviationOf],
    ["number of saturated pixels", (phantom: Phantom) => phantom.image.data.filter((v) => v === 255).length],
    ["number of black pixels", (phantom: Phantom) => phantom.image.data.filter((v) => v === 0).length],
    ["pixel size", (phantom: Phantom) => phantom.pixelSize],
  ])("cannot be told by the %s", (_, feature) => {
    expect(separation(feature)).toBeLessThan(0.75);
  });

  it("can be told by the true mean length", () => {
    expect(separation(meanTrueLength)).toBeGreaterThan(0.95);
  });

  it("overlaps in the lengths of single organelles", () => {
    const lengths = (phantoms: readonly Phantom[]): number[] =>
      phantoms.flatMap(({ organelles }) => organelles.map(({ length }) => length)).sort((a, b) => a - b);
    const [long, short] = [lengths(mutants), lengths(wilds)];
    const quantile = (values: readonly number[], share: number): number =>
      values[Math.floor(share * (values.length - 1))] ?? Number.NaN;
    expect(quantile(long, 0.1)).toBeLessThan(quantile(short, 0.98));
  });

  it("is not fully told by the mean area of bright spots", () => {
    const area = separation(meanSpotArea);
    expect(area).toBeGreaterThan(0.55);
    expect(area).toBeLessThan(1);
  });
});

/** One image of each of some plants. */
function render(className: PhantomClass): Phantom[] {
  return Array.from({ length: plants }, (_, plant) =>
    renderPhantom({ className, random: createRandom(17).fork(className, plant), size: 192 }),
  );
}

/** Probability that a value of `a` is above one of `b` (Mann and Whitney 1947). */
function areaUnderCurve(a: readonly number[], b: readonly number[]): number {
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  return wins / (a.length * b.length);
}

function meanOf({ image: { data } }: Phantom): number {
  let sum = 0;
  for (const value of data) sum += value;
  return sum / data.length;
}

function deviationOf(phantom: Phantom): number {
  const mean = meanOf(phantom);
  let sum = 0;
  for (const value of phantom.image.data) sum += (value - mean) ** 2;
  return Math.sqrt(sum / phantom.image.data.length);
}

function meanTrueLength({ organelles }: Phantom): number {
  return organelles.reduce((sum, { length }) => sum + length, 0) / organelles.length;
}

/** Mean area in square micrometres of connected pixels above mean + 2.5 deviations, specks left out. */
function meanSpotArea(phantom: Phantom): number {
  const { image, pixelSize } = phantom;
  const threshold = meanOf(phantom) + 2.5 * deviationOf(phantom);
  const left = new Set<number>();
  for (const [at, value] of image.data.entries()) if (value > threshold) left.add(at);
  let spots = 0;
  let pixels = 0;
  for (const start of left) {
    const spot = [start];
    left.delete(start);
    for (const at of spot) {
      for (const next of [at - 1, at + 1, at - image.width, at + image.width]) {
        if (left.delete(next)) spot.push(next);
      }
    }
    if (spot.length < 4) continue;
    spots++;
    pixels += spot.length;
  }
  return spots === 0 ? 0 : (pixels / spots) * pixelSize * pixelSize;
}
