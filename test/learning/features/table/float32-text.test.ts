import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestNumber, writeFloat32 } from "../../../../src/learning/features/table/float32-text.ts";

function textOf(value: number): string {
  const out = new Uint8Array(longestNumber);
  return Buffer.from(out.subarray(0, writeFloat32(value, out, 0))).toString("latin1");
}

/** Digits that count, of the shortest text that JavaScript's own formatting finds. */
function shortest(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    if (Math.fround(Number(value.toPrecision(digits))) === value) return digits;
  }
  return 9;
}

function significant(text: string): number {
  return text.replace(/e.*/, "").replace(/[-.]/g, "").replace(/^0+/, "").replace(/0+$/, "").length;
}

describe("a float32 as text", () => {
  it.each<[number, string]>([
    [0, "0"],
    [-0, "-0"],
    [1, "1"],
    [-100, "-100"],
    [0.1, "0.1"],
    [1.5, "1.5"],
    [99999.99, "99999.99"],
    [16777216, "16777216"],
    [1e-6, "0.000001"],
    [123456.78, "123456.78"],
    [1.17549435e-38, "1.1754944e-38"],
    [3.4028234663852886e38, "3.4028235e+38"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
  ])("%d is %s", (value, text) => {
    expect(textOf(Math.fround(value))).toBe(text);
  });

  it("reads back as the same number, and is the shortest such text", () => {
    const anyFloat = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ noNaN: true, min: Math.fround(-10), max: 10 }),
      fc.integer({ min: 1, max: 10 ** 6 }).map((n) => Math.fround(n / 1000)),
    );
    fc.assert(
      fc.property(anyFloat, (value) => {
        const text = textOf(value);
        expect(Math.fround(Number(text))).toBe(value);
        expect(significant(text)).toBeLessThanOrEqual(shortest(value));
      }),
      { numRuns: 5000 },
    );
  });
});
