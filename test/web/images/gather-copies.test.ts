import { describe, expect, it } from "vitest";
import { gatherCopies } from "../../../web/src/images/knowledge/gather-copies.ts";

describe("gatherCopies", () => {
  it("is empty without pairs, and names a pair by its first path", () => {
    expect(gatherCopies([])).toEqual(new Map());
    expect(gatherCopies([["b", "a"]])).toEqual(
      new Map([
        ["a", "a"],
        ["b", "a"],
      ]),
    );
  });

  it("joins what later pairs bind together", () => {
    const gathered = gatherCopies([
      ["c", "d"],
      ["a", "b"],
      ["d", "b"],
      ["y", "x"],
    ]);
    expect(Object.fromEntries(gathered)).toEqual({ a: "a", b: "a", c: "a", d: "a", x: "x", y: "x" });
  });
});
