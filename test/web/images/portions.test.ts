import { describe, expect, it } from "vitest";
import { portions } from "../../../web/src/images/history/portions.ts";

describe("portions", () => {
  it("are none for nothing, and one without a word where all fit", () => {
    expect(portions([])).toEqual([]);
    expect(portions([1, 2])).toEqual([{ part: [1, 2] }]);
  });

  it("hold everything once, and the same word", () => {
    const items = Array.from({ length: 12_001 }, (_, at) => at);
    const made = portions(items, () => "word");
    expect(made.flatMap(({ part }) => part)).toEqual(items);
    expect(made.map(({ join }) => join)).toEqual(["word", "word", "word"]);
  });
});
