import { describe, expect, it } from "vitest";
import { commonFolder } from "../../../web/src/images/groups/common-folder.ts";
import { mixedGroups } from "../../../web/src/images/groups/mixed-groups.ts";

describe("mixedGroups", () => {
  const images = [
    { path: "a/x-p01_1.png", label: "x" },
    { path: "a/y-p01_1.png", label: "y" },
    { path: "a/x-p02_1.png", label: "x" },
    { path: "a/z-p02_1.png", label: null },
    { path: "a/z-p01_1.png", label: "z" },
  ];

  it("are those whose number begins anew in each class", () => {
    expect(mixedGroups("p\\d+", images)).toEqual([{ group: "p01", labels: ["x", "y", "z"] }]);
    expect(mixedGroups("p(?<group>\\d+)", images)).toEqual([{ group: "01", labels: ["x", "y", "z"] }]);
    expect(mixedGroups("([^/]+)_", images)).toEqual([]);
    expect(mixedGroups("q", images)).toEqual([]);
  });
});

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
