import { describe, expect, it } from "vitest";
import { differenceOfShares } from "../../../../src/app/server/evaluations/difference-of-shares.ts";
import { wilsonInterval } from "../../../../src/learning/metrics/wilson-interval.ts";

function share(right: number, of: number) {
  const { low, high } = wilsonInterval(right, of) ?? { low: null, high: null };
  return { value: right / of, low, high };
}

describe("differenceOfShares", () => {
  // Newcombe 1998, Statistics in Medicine 17:873, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
    [10, 10, 0, 10, 0.6075, 1],
  ])("of %i of %i and %i of %i is as published", (a, m, b, n, low, high) => {
    const difference = differenceOfShares(share(a, m), share(b, n));
    expect(difference?.value).toBeCloseTo(a / m - b / n, 12);
    expect(difference?.low).toBeCloseTo(low, 4);
    expect(difference?.high).toBeCloseTo(high, 4);
  });

  it("is without an interval where one share is, and null where one is not known", () => {
    const bare = { value: 0.5, low: null, high: null };
    expect(differenceOfShares(bare, share(1, 4))).toEqual({ value: 0.25, low: null, high: null });
    expect(differenceOfShares(share(1, 4), { ...bare, value: null })).toBeNull();
  });
});
