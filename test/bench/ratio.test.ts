import { describe, expect, it } from "vitest";
import { median, ratioOf } from "../../bench/harness/ratio.ts";

describe("median", () => {
  it.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});

describe("ratioOf", () => {
  it("divides pair by pair before it takes the median", () => {
    // The medians alone would give 20 / 10.
    expect(ratioOf([10, 20, 90], [10, 40, 10])).toEqual({ median: 1, low: 0.5, high: 9 });
  });
});
