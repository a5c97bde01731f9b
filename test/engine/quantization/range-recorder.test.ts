import { describe, expect, it } from "vitest";
import { createRangeRecorder } from "../../../src/engine/quantization/range-recorder.ts";
import { createRandom } from "../../../src/tensor/random.ts";

function record(...batches: readonly (readonly number[])[]) {
  const recorder = createRangeRecorder();
  for (const batch of batches) recorder.add(Float32Array.from(batch), [1, 1, batch.length]);
  return recorder;
}

/** Mean squared error of 256 levels over a range, computed value by value. */
function errorOf(values: readonly number[], low: number, high: number): number {
  const step = (high - low) / 255;
  const errors = values.map((value) => {
    const level = Math.round((Math.min(high, Math.max(low, value)) - low) / step);
    return (value - (low + level * step)) ** 2;
  });
  return errors.reduce((sum, error) => sum + error, 0) / values.length;
}

describe("the range of a value", () => {
  it("holds 0 and everything that was seen, whatever the order of batches", () => {
    expect(record([0.25, 0.5], [2, 0], [-1]).range("minmax")).toEqual({ low: -1, high: 2 });
    expect(record([3, 4]).range("minmax")).toEqual({ low: 0, high: 4 });
    expect(record([-3, -4]).range("minmax")).toEqual({ low: -4, high: 0 });
    expect(record([0, 0]).range("mse")).toEqual({ low: 0, high: 0 });
    expect(record().range("mse")).toEqual({ low: 0, high: 0 });
  });

  it("keeps all when nothing lies far out", () => {
    const even = Array.from({ length: 1000 }, (_, i) => i / 1000);
    expect(record(even).range("mse").high).toBeCloseTo(0.999, 3);
  });

  it("cuts off what is rare, as the least error of all clippings has it", () => {
    const random = createRandom(1);
    // Squares of normal numbers: a long tail.
    const values = Array.from({ length: 20_000 }, () => Math.fround(random.normal() ** 2));
    // The first batch is small, so that the histogram has to widen.
    const { low, high } = record(
      values.map((value) => value / 1000),
      values,
    ).range("mse");
    expect(low).toBe(0);
    const greatest = Math.max(...values);
    expect(high).toBeLessThan(greatest);
    const candidates = Array.from({ length: 81 }, (_, i) => greatest * (1 - i / 100));
    const least = Math.min(...candidates.map((candidate) => errorOf(values, 0, candidate)));
    expect(errorOf(values, 0, high)).toBeLessThan(1.05 * least);
  });

  it("comes with the mean of each channel", () => {
    const recorder = createRangeRecorder();
    recorder.add(Float32Array.of(1, 3, -2, 0, 5, 7, 2, 2), [2, 2, 2]);
    recorder.add(Float32Array.of(8, 0, 1, 1), [1, 2, 2]);
    expect([...recorder.means()]).toEqual([4, 4 / 6]);
  });

  it("refuses what is not a number", () => {
    expect(() => record([Number.NaN])).toThrow(/finite/);
    expect(() => record([Number.POSITIVE_INFINITY])).toThrow(/finite/);
  });
});
