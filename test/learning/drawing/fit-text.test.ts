import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitText, shortenMiddle } from "../../../src/learning/drawing/fit-text.ts";

const measure = (text: string): number => [...text].length;

describe("fitText", () => {
  it("breaks at spaces and keeps line ends", () => {
    expect(fitText("one two three\nfour", 8, 5, measure)).toEqual(["one two", "three", "four"]);
  });

  it("shortens a name in its middle and a text at its end", () => {
    expect(fitText("mito_normal-plant-07.png", 11, 2, measure)).toEqual(["mito_…7.png"]);
    expect(fitText("a b c d", 1, 2, measure)).toEqual(["a", "…"]);
  });

  it("is never wider than it may be", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 4 }),
        (text, width, most) => {
          const lines = fitText(text, width, most, measure);
          expect(lines.length).toBeLessThanOrEqual(most);
          for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it("keeps both ends of what it shortens", () => {
    expect(shortenMiddle("abcdefghij", 5, measure)).toBe("ab…ij");
    expect(shortenMiddle("abc", 3, measure)).toBe("abc");
  });
});
