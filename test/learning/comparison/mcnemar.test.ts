import { describe, expect, it } from "vitest";
import { mcnemarTest } from "../../../src/learning/comparison/mcnemar.ts";
import { readComparisonFixture } from "./comparison-fixture.ts";

describe("McNemar's test", () => {
  it.each(readComparisonFixture().mcnemar)(
    "of $onlyFirst and $onlySecond agrees with statsmodels",
    (known) => {
      const { exact, midP } = mcnemarTest(known.onlyFirst, known.onlySecond);
      expect(exact / known.exact).toBeCloseTo(1, 9);
      expect(midP / known.midP).toBeCloseTo(1, 9);
    },
  );

  it("finds nothing where the models never differ, and does not care which comes first", () => {
    expect(mcnemarTest(0, 0)).toMatchObject({ exact: 1, midP: 1 });
    expect(mcnemarTest(3, 9).exact).toBe(mcnemarTest(9, 3).exact);
    expect(mcnemarTest(100_000, 120_000).exact).toBeGreaterThanOrEqual(0);
  });

  it("refuses what is not a count", () => {
    expect(() => mcnemarTest(1.5, 2)).toThrow("Expected numbers of images, got 1.5");
    expect(() => mcnemarTest(1, -2)).toThrow("got -2");
  });
});
