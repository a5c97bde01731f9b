import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { drawEpoch, type Pick } from "../../../src/data/batch/draw-epoch.ts";
import { createRandom } from "../../../src/tensor/random.ts";

/** Samples of the classes a, b, ... with the given counts, in turn. */
function samplesOf(counts: readonly number[]): { index: number; label: string }[] {
  return counts
    .flatMap((count, k) => Array.from({ length: count }, () => String.fromCharCode(97 + k)))
    .map((label, index) => ({ index: 3 * index, label }));
}

function countsOf(picks: readonly Pick[], samples: readonly { index: number; label: string }[]): number[] {
  const labelOf = new Map(samples.map(({ index, label }) => [index, label]));
  const labels = [...new Set(samples.map(({ label }) => label))];
  return labels.map((label) => picks.filter(({ sample }) => labelOf.get(sample) === label).length);
}

const draw = (
  samples: readonly { index: number; label: string }[],
  count: number,
  classBalance = 0,
  tilesPerImage = 1,
) => drawEpoch(samples, { count, tilesPerImage, classBalance }, createRandom(1));

describe("drawEpoch", () => {
  it.each([
    [0, [160, 40]],
    [0.5, [133, 67]],
    [1, [100, 100]],
  ])("with class balance %s shares out the classes", (classBalance, expected) => {
    const samples = samplesOf([40, 10]);
    expect(countsOf(draw(samples, 200, classBalance, 4), samples)).toEqual(expected);
  });

  it("gives as many as are asked for, each class its share to within one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 }),
        fc.nat(200),
        fc.constantFrom(0, 0.3, 0.5, 1),
        (counts, count, classBalance) => {
          const samples = samplesOf(counts);
          const picks = draw(samples, count, classBalance);
          expect(picks).toHaveLength(count);
          const weights = counts.map((members) => members ** (1 - classBalance));
          const total = weights.reduce((a, b) => a + b, 0);
          countsOf(picks, samples).forEach((got, k) => {
            expect(Math.abs(got - (count * (weights[k] ?? 0)) / total)).toBeLessThanOrEqual(1 + 1e-9);
          });
        },
      ),
    );
  });

  it("deals every tile of a class before any comes again", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(1, 4),
        fc.nat(120),
        (members, tiles, count) => {
          const picks = draw(samplesOf([members]), count, 1, tiles);
          const times = new Map<string, number>();
          for (const { sample, tile } of picks) {
            expect(sample % 3).toBe(0);
            expect(tile).toBeLessThan(tiles);
            times.set(`${sample} ${tile}`, (times.get(`${sample} ${tile}`) ?? 0) + 1);
          }
          const all = Math.floor(count / (members * tiles));
          for (const seen of times.values()) expect([all, all + 1]).toContain(seen);
          if (all > 0) expect(times.size).toBe(members * tiles);
        },
      ),
    );
  });

  it("is decided by the seed, whatever the order of the samples, and mixes the classes", () => {
    const samples = samplesOf([20, 20]);
    expect(draw(samples, 40)).toEqual(draw(samples, 40));
    const other = drawEpoch(samples, { count: 40, tilesPerImage: 1, classBalance: 0 }, createRandom(2));
    expect(other).not.toEqual(draw(samples, 40));
    const first = countsOf(draw(samples, 40).slice(0, 20), samples);
    expect(Math.min(...first)).toBeGreaterThan(3);
  });

  it("draws nothing from nothing", () => {
    expect(draw([], 10)).toEqual([]);
  });
});
