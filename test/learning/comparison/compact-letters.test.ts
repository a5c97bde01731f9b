import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactLetters } from "../../../src/learning/comparison/compact-letters.ts";

describe("letters for a table", () => {
  it("give one letter when nothing differs, and one each when everything does", () => {
    expect(compactLetters(3, () => false)).toEqual(["a", "a", "a"]);
    expect(compactLetters(3, () => true)).toEqual(["a", "b", "c"]);
    expect(compactLetters(0, () => true)).toEqual([]);
  });

  it("bridge models that differ by one that differs from neither", () => {
    expect(compactLetters(3, (i, j) => i === 0 && j === 2)).toEqual(["a", "ab", "b"]);
  });

  it("are shared exactly by models that do not differ", () => {
    const flags = fc.array(fc.boolean(), { minLength: 66, maxLength: 66 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), flags, (count, drawn) => {
        const differs = (i: number, j: number): boolean => drawn[(j * (j - 1)) / 2 + i] ?? false;
        const letters = compactLetters(count, differs).map(lettersOf);
        expect(letters[0]?.[0]).toBe("a");
        for (let j = 1; j < count; j++) {
          for (let i = 0; i < j; i++) {
            const shared = letters[i]?.some((letter) => letters[j]?.includes(letter));
            expect(shared).toBe(!differs(i, j));
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

function lettersOf(text: string): string[] {
  return text.includes(",") ? text.split(",") : [...text];
}
