import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { cutCells, hottestFirst } from "../../../../src/learning/explanation/faithfulness/cell-grid.ts";
import { areaUnder, deletedShares } from "../../../../src/learning/explanation/faithfulness/deletion.ts";
import { warnOfFaithfulness } from "../../../../src/learning/explanation/faithfulness/faithfulness.ts";
import { estimateMean } from "../../../../src/learning/explanation/faithfulness/mean-estimate.ts";
import { rankCorrelation } from "../../../../src/learning/explanation/faithfulness/rank-correlation.ts";
import { scoreAgainstMask } from "../../../../src/learning/explanation/faithfulness/true-masks.ts";
import { numberClusters } from "../../../../src/learning/metrics/cluster-bootstrap.ts";
import { createRandom } from "../../../../src/tensor/random.ts";

interface Fixture {
  readonly correlations: readonly { first: number[]; second: number[]; rho: number }[];
  readonly areas: readonly { shares: number[]; curve: number[]; area: number }[];
}

const fixture = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../fixtures/faithfulness.json"), "utf8"),
) as Fixture; // written by scripts/fixtures/faithfulness.py in this form

describe("rank correlation", () => {
  it("agrees with SciPy, equal values included", () => {
    for (const { first, second, rho } of fixture.correlations) {
      expect(rankCorrelation(first, second)).toBeCloseTo(rho, 12);
    }
  });

  it("is 0 for a map that is the same everywhere, and for NaN", () => {
    expect(rankCorrelation([1, 1, 1], [1, 2, 3])).toBe(0);
    expect(rankCorrelation([1, Number.NaN, 1], [1, 2, 3])).toBe(0);
    expect(rankCorrelation([], [])).toBe(0);
  });
});

describe("area under a curve", () => {
  it("agrees with NumPy", () => {
    for (const { shares, curve, area } of fixture.areas)
      expect(areaUnder(curve, shares)).toBeCloseTo(area, 12);
  });

  it("has shares from 0 to 1", () => {
    expect([...deletedShares(256, 4)]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([...deletedShares(9, 2)]).toEqual([0, 5 / 9, 1]);
  });
});

describe("cells", () => {
  it("share a plane whose sides are no multiples, each with some pixels", () => {
    const { count, cellOf } = cutCells(7, 10, 4);
    expect(count).toBe(16);
    expect(new Set(cellOf).size).toBe(16);
    expect(cutCells(3, 40, 16).count).toBe(48);
  });

  it("come from the hottest to the coldest, equal ones at random, NaN last", () => {
    const grid = cutCells(2, 3, 3);
    const map = Float32Array.of(1, 5, Number.NaN, -2, 0, 7);
    expect([...hottestFirst(map, grid, createRandom(0))]).toEqual([5, 1, 0, 4, 3, 2]);
    const flat = new Float32Array(6);
    const first = new Set(
      Array.from({ length: 40 }, (_, seed) => hottestFirst(flat, grid, createRandom(seed))[0]),
    );
    expect(first.size).toBe(6);
  });
});

describe("pointing game and mass accuracy", () => {
  const size = { height: 4, width: 4 };
  const mask = Uint8Array.from({ length: 16 }, (_, at) => (at === 5 || at === 6 ? 1 : 0));

  it("are exact on a drawn case", () => {
    const map = Float32Array.from({ length: 16 }, (_, at) => (at === 5 ? 3 : at === 0 ? 1 : -9));
    expect(scoreAgainstMask(map, mask, size)).toEqual({ hit: 1, mass: 0.75, chance: 2 / 16 });
    const missed = Float32Array.from({ length: 16 }, (_, at) => (at === 4 ? 3 : at === 5 ? 1 : 0));
    expect(scoreAgainstMask(missed, mask, size)).toEqual({ hit: 0, mass: 0.25, chance: 2 / 16 });
    // A tolerance of one pixel adds the four neighbours of each pixel, to hit and chance alike.
    expect(scoreAgainstMask(missed, mask, size, 1)).toEqual({ hit: 1, mass: 1, chance: 8 / 16 });
  });

  it("are those of chance for a map that points nowhere", () => {
    expect(scoreAgainstMask(new Float32Array(16), mask, size)).toEqual({
      hit: 2 / 16,
      mass: 2 / 16,
      chance: 2 / 16,
    });
    expect(scoreAgainstMask(new Float32Array(16).fill(Number.NaN), mask, size)?.hit).toBe(2 / 16);
  });

  it("are undefined for an empty mask, and take label images", () => {
    expect(scoreAgainstMask(new Float32Array(16), new Uint16Array(16), size)).toBeUndefined();
    const labels = Uint16Array.from(mask, (value) => 300 * value);
    expect(scoreAgainstMask(new Float32Array(16), labels, size)?.chance).toBe(2 / 16);
  });
});

describe("a mean with its interval", () => {
  const alone = (count: number) => numberClusters(Array.from({ length: count }, (_, i) => String(i)));

  it("is near the normal interval for many inputs, and leaves NaN out", () => {
    const random = createRandom(5);
    const values = Float64Array.from({ length: 200 }, (_, i) => (i % 2 ? Number.NaN : random.normal(3, 1)));
    const { value, low, high } = estimateMean(values, { clusters: alone(200), random: createRandom(0) });
    const kept = values.filter((it) => !Number.isNaN(it));
    const mean = kept.reduce((sum, it) => sum + it, 0) / 100;
    const error = Math.sqrt(kept.reduce((sum, it) => sum + (it - mean) ** 2, 0) / 99 / 100);
    expect(value).toBeCloseTo(mean, 12);
    expect(Math.abs((low ?? 0) - (mean - 1.96 * error))).toBeLessThan(0.35 * error);
    expect(Math.abs((high ?? 0) - (mean + 1.96 * error))).toBeLessThan(0.35 * error);
  });

  it("is wider where inputs of a group are alike", () => {
    const values = Float64Array.from({ length: 80 }, (_, i) => Math.floor(i / 8) % 2);
    const grouped = numberClusters(Array.from({ length: 80 }, (_, i) => String(Math.floor(i / 8))));
    const width = ({ low, high }: { low: number | null; high: number | null }): number =>
      (high ?? 0) - (low ?? 0);
    const options = { random: createRandom(0) };
    const wide = width(estimateMean(values, { ...options, clusters: grouped }));
    expect(wide).toBeGreaterThan(2 * width(estimateMean(values, { ...options, clusters: alone(80) })));
  });

  it("is Wilson's where every input hits, and absent for few clusters", () => {
    const random = createRandom(0);
    const hits = estimateMean(new Float64Array(20).fill(1), { clusters: alone(20), random, isShare: true });
    expect(hits).toMatchObject({ value: 1, high: 1 });
    expect(hits.low).toBeCloseTo(0.8389, 4); // 20 / (20 + 1.96 ** 2)
    expect(estimateMean(Float64Array.of(1, 2), { clusters: alone(2), random })).toEqual({
      value: 1.5,
      low: null,
      high: null,
    });
    expect(estimateMean(new Float64Array(), { clusters: alone(0), random }).value).toBeNull();
  });
});

describe("warnings", () => {
  const low = { value: 0.2, low: 0.1, high: 0.3 };
  const high = { value: 0.5, low: 0.4, high: 0.6 };
  const none = { value: -0.1, low: -0.2, high: 0.1 };
  const scores = {
    deletionAuc: low,
    insertionAuc: high,
    randomDeletionAuc: high,
    randomInsertionAuc: low,
    advantages: { deletion: low, insertion: low },
  };

  it("are absent where all is well", () => {
    expect(warnOfFaithfulness("Grad-CAM", scores)).toEqual([]);
  });

  it("say in what a method is no better than chance", () => {
    const bad = {
      ...scores,
      pointingGame: low,
      pointingChance: high,
      randomisation: high,
      randomisationPasses: false,
      advantages: { deletion: low, insertion: { ...low, low: 0 }, pointingGame: none },
    };
    expect(warnOfFaithfulness("Grad-CAM", bad)).toEqual([
      "Grad-CAM: the area under insertion is not clearly better than a random order of the cells (0.50 [0.40, 0.60] against 0.20 [0.10, 0.30]).",
      "Grad-CAM: the pointing game is no better than a random pixel (0.20 [0.10, 0.30] against 0.50 [0.40, 0.60]).",
      "Grad-CAM: the maps do not change enough when the network forgets what it has learnt: their rank correlation is 0.50 [0.40, 0.60], and should lie below 0.5.",
    ]);
  });

  it("tell a lack of images from a lack of success", () => {
    const few = {
      ...scores,
      advantages: { ...scores.advantages, deletion: { value: 0.1, low: null, high: null } },
    };
    expect(warnOfFaithfulness("RISE", few)[0]).toMatch("RISE: the area under deletion cannot be told from");
  });
});
