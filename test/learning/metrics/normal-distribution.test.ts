import { describe, expect, it } from "vitest";
import {
  normalDistribution,
  normalQuantile,
  studentQuantile,
} from "../../../src/learning/metrics/normal-distribution.ts";
import { readMetricsFixture } from "./metrics-fixture.ts";

const { normal } = readMetricsFixture();

/** The function at each argument, relative to SciPy's value where that is not 0. */
function errors(
  [from, to]: readonly [readonly number[], readonly number[]],
  of: (x: number) => number,
): number[] {
  return from.map((x, i) => Math.abs(of(x) - (to[i] ?? Number.NaN)) / (to[i] || 1));
}

describe("the normal distribution", () => {
  it("has SciPy's quantiles", () => {
    for (const error of errors(normal.quantile, normalQuantile)) expect(Math.abs(error)).toBeLessThan(1e-14);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
    expect(normalQuantile(1.5)).toBeNaN();
  });

  it("has SciPy's distribution function", () => {
    for (const error of errors(normal.distribution, normalDistribution)) expect(error).toBeLessThan(1e-12);
    expect([normalDistribution(-Infinity), normalDistribution(Infinity)]).toEqual([0, 1]);
    expect(normalDistribution(Number.NaN)).toBeNaN();
  });

  it("has SciPy's quantiles of Student's t within 0.5 %", () => {
    for (const error of errors(normal.student, (freedom) => studentQuantile(0.975, freedom))) {
      expect(error).toBeLessThan(0.005);
    }
  });
});
