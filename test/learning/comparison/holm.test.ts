import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holmAdjust } from "../../../src/learning/comparison/holm.ts";
import { readComparisonFixture } from "./comparison-fixture.ts";

describe("Holm's correction", () => {
  it.each(readComparisonFixture().holm)("agrees with statsmodels for $p.length values", ({ p, adjusted }) => {
    holmAdjust(p).forEach((value, index) => {
      expect(value).toBeCloseTo(adjusted[index] ?? Number.NaN, 12);
    });
  });

  it("leaves out tests that could not be made", () => {
    expect(holmAdjust([null, 0.02, null, 0.01])).toEqual([null, 0.02, null, 0.02]);
    expect(holmAdjust([])).toEqual([]);
  });

  it("never lowers a p value, nor changes their order", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { maxLength: 20 }), (p) => {
        const adjusted = holmAdjust(p).map((value) => value ?? Number.NaN);
        p.forEach((a, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(a);
          p.forEach((b, j) => {
            if (a < b) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
          });
        });
      }),
    );
  });
});
