import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../src/tensor/random.ts";

const seeds = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const labels = fc.array(fc.oneof(fc.string(), fc.nat()), { maxLength: 3 });
const draws = (random: ReturnType<typeof createRandom>, count = 8): number[] =>
  Array.from({ length: count }, () => random.uniform());

describe("createRandom", () => {
  it("gives the same numbers for the same seed, today and tomorrow", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(draws(createRandom(seed))).toEqual(draws(createRandom(seed)));
      }),
    );
    // Partitions, weights and augmentations of old runs depend on these.
    expect(draws(createRandom(0), 3)).toMatchInlineSnapshot(`
      [
        0.30255486622119265,
        0.08142054720312986,
        0.1835913080527276,
      ]
    `);
    expect(draws(createRandom(0).fork("epoch", 1), 2)).toMatchInlineSnapshot(`
      [
        0.6833625726406272,
        0.01909771698363938,
      ]
    `);
  });

  it("gives other numbers for another seed", () => {
    const firsts = Array.from({ length: 10_000 }, (_, seed) => createRandom(seed).uniform());
    expect(new Set(firsts).size).toBe(10_000);
    // Neighbouring seeds are unrelated: correlation within four standard errors of zero.
    expect(Math.abs(correlation(firsts.slice(1), firsts.slice(0, -1)))).toBeLessThan(4 / 100);
  });

  it("forks by seed and labels alone, whatever was drawn", () => {
    fc.assert(
      fc.property(seeds, labels, fc.nat(20), (seed, names, drawn) => {
        const random = createRandom(seed);
        const before = draws(random.fork(...names));
        draws(random, drawn);
        random.fork("another").shuffle([1, 2, 3]);
        expect(draws(random.fork(...names))).toEqual(before);
      }),
    );
  });

  it("gives each label a stream of its own", () => {
    const random = createRandom(5);
    const forks = [
      random,
      random.fork("a"),
      random.fork("b"),
      random.fork("a", "b"),
      random.fork("ab"),
      random.fork("a", ""),
      random.fork(),
      random.fork("a").fork("b"),
      random.fork(1, 23),
      random.fork(12, 3),
    ].map((fork) => draws(fork).join());
    expect(new Set(forks).size).toBe(forks.length);
    const slots = Array.from({ length: 200 }, (_, batch) =>
      Array.from({ length: 64 }, (__, slot) => random.fork(batch, slot).uniform()),
    ).flat();
    // Of 12,800 draws of 32 bits of state, 0.02 pairs are expected to collide.
    expect(new Set(slots).size).toBeGreaterThan(12_797);
    expect(mean(slots)).toBeCloseTo(0.5, 1.5);
    expect(Math.abs(correlation(slots.slice(1), slots.slice(0, -1)))).toBeLessThan(4 / Math.sqrt(12_800));
  });

  it("draws within the bounds", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 1000 }),
        fc.array(fc.nat(), { minLength: 1 }),
        (seed, n, items) => {
          const random = createRandom(seed);
          expect(random.uniform()).toBeGreaterThanOrEqual(0);
          expect(random.uniform()).toBeLessThan(1);
          const integer = random.integer(n);
          expect(Number.isInteger(integer) && integer >= 0 && integer < n).toBe(true);
          expect(items).toContain(random.pick(items));
          const sorted = (list: readonly number[]) => [...list].sort((a, b) => a - b);
          const before = [...items];
          expect(sorted(random.shuffle(items))).toEqual(sorted(items));
          expect(items).toEqual(before);
          expect(random.poisson(n / 10)).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(random.normal())).toBe(true);
        },
      ),
    );
  });

  it("has the moments of its distributions", () => {
    const random = createRandom(11);
    const sample = (draw: () => number) => Array.from({ length: 40_000 }, draw);
    // Tolerances are four standard errors of 40,000 draws.
    for (const [values, expectedMean, deviation] of [
      [sample(() => random.uniform(2, 4)), 3, 2 / Math.sqrt(12)],
      [sample(() => random.normal(5, 3)), 5, 3],
      [sample(() => random.poisson(4)), 4, 2],
      [sample(() => random.poisson(100)), 100, 10],
      [sample(() => random.integer(7)), 3, 2],
    ] as const) {
      expect(Math.abs(mean(values) - expectedMean)).toBeLessThan((4 * deviation) / 200);
      expect(Math.abs(spread(values) / deviation - 1)).toBeLessThan(0.03);
    }
    const normal = sample(() => random.normal());
    expect(Math.abs(normal.filter((value) => Math.abs(value) < 1).length / 40_000 - 0.6827)).toBeLessThan(
      0.01,
    );
    const places = sample(() => random.shuffle([0, 1, 2, 3]).indexOf(0));
    for (const place of [0, 1, 2, 3]) {
      expect(Math.abs(places.filter((value) => value === place).length / 40_000 - 0.25)).toBeLessThan(0.009);
    }
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function spread(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [mean(a), mean(b)];
  return mean(a.map((value, i) => (value - left) * ((b[i] ?? 0) - right))) / (spread(a) * spread(b));
}
