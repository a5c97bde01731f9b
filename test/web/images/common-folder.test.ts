import { describe, expect, it } from "vitest";
import { commonFolder } from "../../../web/src/images/groups/common-folder.ts";

describe("commonFolder", () => {
  const at = (path: string, start = 0, end = 0) => ({ path, start, end });

  it("is what all paths begin with, to a whole folder", () => {
    expect(commonFolder([at("/data/one/a.png"), at("/data/one/b/c.png")])).toBe("/data/one/".length);
    expect(commonFolder([at("/data/one/a.png"), at("/data/ones/b.png")])).toBe("/data/".length);
    expect(commonFolder([at("a.png"), at("b.png")])).toBe(0);
    expect(commonFolder([])).toBe(0);
  });

  it("ends before a group", () => {
    expect(commonFolder([at("/data/p1/a.png", 6, 8), at("/data/p1/b.png", 6, 8)])).toBe("/data/".length);
  });
});
