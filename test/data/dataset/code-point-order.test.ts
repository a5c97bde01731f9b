import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byCodePoint } from "../../../src/data/dataset/code-point-order.ts";

describe("byCodePoint", () => {
  it("compares code points, not UTF-16 units", () => {
    // U+FF5E is one unit above all surrogates; U+1F331 is a pair of surrogates and must come after it.
    expect(["🌱", "～", "a", "B", "ä", ""].sort(byCodePoint)).toEqual(["", "B", "a", "ä", "～", "🌱"]);
  });

  it("orders as the UTF-8 bytes do", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 6 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });
});
