import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutCounts } from "../../../src/data/partition/cut-counts.ts";

describe("cutCounts", () => {
  it.each([
    [300, [240, 30, 30]],
    [10, [8, 1, 1]],
    [5, [3, 1, 1]],
    [3, [1, 1, 1]],
    [15, [12, 2, 1]],
    [0, [0, 0, 0]],
  ])("cuts %i by 8:1:1", (total, counts) => {
    expect(cutCounts(total, [0.8, 0.1, 0.1])).toEqual(counts);
  });

  it("loses none, leaves no part empty and stays within one of the wish where there is enough", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 5000 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 }),
        fc.nat(10),
        (total, weights, turn) => {
          const sum = weights.reduce((a, b) => a + b, 0);
          const shares = weights.map((weight) => weight / sum);
          const counts = cutCounts(total, shares, turn);
          expect(counts.reduce((a, b) => a + b, 0)).toBe(total);
          for (const [part, count] of counts.entries()) {
            expect(count).toBeGreaterThan(0);
            expect(Math.abs(count - total * (shares[part] ?? 0))).toBeLessThan(2);
          }
        },
      ),
    );
  });
});
