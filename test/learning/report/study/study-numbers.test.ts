import { describe, expect, it } from "vitest";
import {
  equalP,
  formatBriefDuration,
  formatP,
  formatParameters,
  formatPoints,
  formatRate,
  pointsOf,
} from "../../../../src/learning/report/study/study-numbers.ts";

describe("numbers of a study", () => {
  it("are p values that never claim to be 0", () => {
    expect([1e-9, 0.00099, 0.0342, 0.0994, 0.123, 0.999, 1, null, Number.NaN].map(formatP)).toEqual([
      "<\u00a00.001",
      "<\u00a00.001",
      "0.034",
      "0.099",
      "0.12",
      "1",
      "1",
      "–",
      "–",
    ]);
    expect([equalP(0.0001), equalP(0.04)]).toEqual(["p\u00a0<\u00a00.001", "p\u00a0=\u00a00.040"]);
  });

  it("are percentage points with a true minus and no negative zero", () => {
    expect([0.0123, -0.004, -0.00001, null].map(formatPoints)).toEqual(["1.2", "\u22120.4", "0.0", "–"]);
    expect([pointsOf(0.01), pointsOf(0.02)]).toEqual([
      "1.0\u00a0percentage point",
      "2.0\u00a0percentage points",
    ]);
  });

  it("are rates, times and parameters that fit a narrow column", () => {
    expect([1240, 86.4, 3.44, 0.012, null].map(formatRate)).toEqual(["1,240", "86", "3.4", "0.012", "–"]);
    expect([0.4, 42, 300, 5900, 11_160, null].map(formatBriefDuration)).toEqual([
      "0.4\u00a0s",
      "42\u00a0s",
      "5.0\u00a0min",
      "98\u00a0min",
      "3.1\u00a0h",
      "–",
    ]);
    expect([23_851_784, 2_000_000, 999_999, 410_300, 96, null].map(formatParameters)).toEqual([
      "23.9\u00a0M",
      "2\u00a0M",
      "1\u00a0M",
      "410\u00a0k",
      "96",
      "–",
    ]);
  });
});
