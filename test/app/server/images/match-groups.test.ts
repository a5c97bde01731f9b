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
    async (pattern) => {
      const candidates = paths.map((path) => ({ file: path, path, label: "x", columns: {} }));
      const listing = { root: "", candidates, warnings: [], columns: [] };
      const expected = assignGroups(listing, { byPattern: pattern }).candidates.map(({ group }) => group);
      expect((await matchGroups(pattern, paths)).map((match) => match?.group)).toEqual(expected);
    },
  );

  it("says where the group stands", async () => {
    const [first] = await matchGroups("plant(?<group>\\d+)", paths);
    expect(first).toEqual({ group: "07", start: 10, end: 12 });
  });

  it("finds the groups of the paths behind one with a line end in its name", async () => {
    const matches = await matchGroups("p\\d", ["p1.png", "a\nb.png", "p2.png"]);
    expect(matches.map((match) => match?.group)).toEqual(["p1", undefined, "p2"]);
  });

  it("gives up a pattern that takes forever, and holds nobody else up meanwhile", async () => {
    const begin = performance.now();
    let turns = 0;
    const counting = setInterval(() => turns++, 10);
    const evil = matchGroups("(\\w+)+-$", [`${"a".repeat(60)}!`], { timeout: 400 });
    await expect(evil).rejects.toThrow(/takes too long/);
    clearInterval(counting);
    expect(turns).toBeGreaterThan(10);
    expect(performance.now() - begin).toBeLessThan(8000);
  });

  it("ends with whoever has asked", async () => {
    const gone = new AbortController();
    const evil = matchGroups("(\\w+)+-$", [`${"a".repeat(60)}!`], { timeout: 60_000, signal: gone.signal });
    setTimeout(() => gone.abort(), 100);
    await expect(evil).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("previewGroups", () => {
  const images = paths.map((path) => ({ path, label: "x" }));

  it("tells the groups that hold images of several classes", async () => {
    const numbered = ["chlo", "mito", "pex"].flatMap((label) =>
      ["p01", "p02", `p1${label.length}`].map((plant) => ({ path: `${label}/${plant}_1.tif`, label })),
    );
    const unlabelled = { path: "new/p13_1.tif", label: "" };
    const { mixed } = await previewGroups("p\\d+", [...numbered, unlabelled], 8);
    expect(mixed).toEqual({
      count: 3,
      examples: [
        { name: "p01", labels: ["chlo", "mito", "pex"] },
        { name: "p02", labels: ["chlo", "mito", "pex"] },
        { name: "p14", labels: ["chlo", "mito"] },
      ],
    });
    const whole = await previewGroups("^[^_]+", numbered, 8);
    expect([whole.groupCount, whole.mixed]).toEqual([9, { count: 0, examples: [] }]);
  });

  it("counts, and shows an image of each group and one without", async () => {
    const preview = await previewGroups("plant\\d+", images, 8);
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

  it("tells what is wrong with a pattern, and nothing of an empty one", async () => {
    expect(await previewGroups("(", images, 8)).toMatchObject({
      error: expect.stringContaining("regular expression"),
      matched: 0,
    });
    expect(await previewGroups("", images, 8)).toMatchObject({ error: null, matched: 0 });
  });
});
