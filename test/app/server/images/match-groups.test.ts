import { describe, expect, it } from "vitest";
import { matchGroups, previewGroups } from "../../../../src/app/server/images/match-groups.ts";
import { assignGroups } from "../../../../src/data/dataset/assign-groups.ts";

const paths = [
  "leaf/plant07_3.png",
  "leaf/plant07_4.png",
  "leaf/plant12_1.png",
  "leaf/Pflanze ü-9.png",
  "x.png",
];

describe("matchGroups", () => {
  it.each(["plant\\d+", "(plant)(\\d+)", "plant(?<group>\\d+)_", "[^/]+$", "\\p{Lu}\\w+", "(a)?x"])(
    "finds the groups of mor --by-pattern: %s",
    (pattern) => {
      const candidates = paths.map((path) => ({ file: path, path, label: "x", columns: {} }));
      const listing = { root: "", candidates, warnings: [], columns: [] };
      const expected = assignGroups(listing, { byPattern: pattern }).candidates.map(({ group }) => group);
      expect(matchGroups(pattern, paths).map((match) => match?.group)).toEqual(expected);
    },
  );

  it("says where the group stands", () => {
    const [first] = matchGroups("plant(?<group>\\d+)", paths);
    expect(first).toEqual({ group: "07", start: 10, end: 12 });
  });

  it("finds the groups of the paths behind one with a line end in its name", () => {
    expect(matchGroups("p\\d", ["p1.png", "a\nb.png", "p2.png"]).map((match) => match?.group)).toEqual([
      "p1",
      undefined,
      "p2",
    ]);
  });

  it("gives up a pattern that takes forever", () => {
    const begin = performance.now();
    expect(() => matchGroups("(\\w+)+-$", [`${"a".repeat(60)}!`], 200)).toThrow(/takes too long/);
    expect(performance.now() - begin).toBeLessThan(5000);
  });
});

describe("previewGroups", () => {
  it("counts, and shows an image of each group and one without", () => {
    const preview = previewGroups("plant\\d+", paths, 8);
    expect(preview).toMatchObject({
      error: null,
      matched: 3,
      total: 5,
      groupCount: 2,
      groups: [
        { name: "plant07", images: 2 },
        { name: "plant12", images: 1 },
      ],
    });
    expect(preview.examples.map(({ path, group }) => [path, group])).toEqual([
      [paths[0], "plant07"],
      [paths[2], "plant12"],
      [paths[3], null],
      [paths[4], null],
    ]);
  });

  it("tells what is wrong with a pattern, and nothing of an empty one", () => {
    expect(previewGroups("(", paths, 8)).toMatchObject({
      error: expect.stringContaining("regular expression"),
      matched: 0,
    });
    expect(previewGroups("", paths, 8)).toMatchObject({ error: null, matched: 0 });
  });
});
