import { describe, expect, it } from "vitest";
import { createWeightAverage } from "../../../src/learning/training/weight-average.ts";
import { float32 } from "../../../src/tensor/tensor.ts";

const weights = (...values: number[]) => new Map([["w", float32([values.length], values)]]);
const valuesOf = (average: ReturnType<typeof createWeightAverage>): number[] =>
  Array.from(average.snapshot().get("w")?.data ?? []);

describe("createWeightAverage", () => {
  it("follows the formula, with its warm-up", () => {
    const average = createWeightAverage(weights(1), ["w"], 0.9);
    let expected = 1;
    for (let step = 0; step < 100; step++) {
      const kept = Math.min(0.9, (1 + step) / (10 + step));
      expected = Math.fround(kept * expected + (1 - kept) * Math.fround(step));
      average.update(weights(step), step);
    }
    expect(valuesOf(average)[0]).toBe(expected);
  });

  it("stays at weights that stay", () => {
    const average = createWeightAverage(weights(3, -4), ["w"], 0.98);
    for (let step = 0; step < 50; step++) average.update(weights(3, -4), step);
    expect(valuesOf(average)[0]).toBeCloseTo(3, 5);
    expect(valuesOf(average)[1]).toBeCloseTo(-4, 5);
  });

  it("averages what it is told to, and touches nobody's arrays", () => {
    const first = new Map([...weights(1), ["slot", float32([1], [9])]] as const);
    const average = createWeightAverage(first, ["w"], 0.5);
    const before = average.snapshot();
    average.update(new Map([...weights(2), ["slot", float32([1], [8])]] as const), 5);
    expect([...before.keys()]).toEqual(["w"]);
    expect(Array.from(before.get("w")?.data ?? [])).toEqual([1]);
    expect(Array.from(first.get("w")?.data ?? [])).toEqual([1]);
    expect(valuesOf(average)[0]).toBeCloseTo(1.6, 6); // (1 + 5) / (10 + 5) = 0.4 is kept
  });
});
