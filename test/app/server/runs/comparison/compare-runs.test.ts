import { describe, expect, it } from "vitest";
import { type ComparedRun, compareRuns } from "../../../../../src/app/server/runs/comparison/compare-runs.ts";
import { damagedRun } from "../../../../../src/app/server/runs/summarize-run.ts";

const classes = ["a", "b"];

/** Images of class a, of which the first `right` are right. */
function run(name: string, right: number, first = 0, images = 60): ComparedRun {
  const predictions = Array.from({ length: images }, (_, row) => ({
    path: `${first + row}.png`,
    label: "a",
    probability: row < right ? [0.9, 0.1] : [0.2, 0.8],
  }));
  return { summary: damagedRun(name, "", null), predictions: { classes, predictions } };
}

describe("compareRuns", () => {
  it("tells what differs more than by chance, the better one first", () => {
    const { pairs, images, runs } = compareRuns([run("bad", 20), run("good", 55), run("twin", 54)]);
    expect(images).toBe(60);
    const pair = pairs.find(({ first, second }) => first === "good" && second === "bad");
    expect(pair?.accuracy.value).toBeCloseTo(35 / 60, 12);
    expect(pair).toMatchObject({ differs: true });
    expect(pairs.find(({ second }) => second === "twin")).toMatchObject({ first: "good", differs: false });
    expect(runs.map(({ letters }) => letters)).toEqual(["b", "a", "a"]);
  });

  it("takes fewer resamples for many images, and says so", () => {
    const { notes } = compareRuns([run("one", 3000, 0, 4000), run("other", 3900, 0, 4000)]);
    expect(notes.at(-1)).toMatch(/125 resamples/);
    expect(compareRuns([run("one", 30), run("other", 40)]).notes.join()).not.toMatch(/resamples/);
  });

  it("compares beside the server once it is built", async () => {
    const built = new URL(
      "../../../../../dist/app/server/runs/comparison/compare-besides.js",
      import.meta.url,
    );
    const { compareBesides } = await import(built.href);
    const runs = [run("one", 30), run("other", 40)];
    expect(await compareBesides(runs)).toEqual(compareRuns(runs));
  });

  it("says why it cannot, when the images are others or there are no scores", () => {
    const others = compareRuns([run("one", 30), run("two", 30, 5)]);
    expect(others).toMatchObject({ pairs: [], images: null });
    expect(others.notes[0]).toMatch(/not scored on the same images/);
    expect(others.runs.map(({ letters }) => letters)).toEqual([null, null]);
    const { summary } = run("none", 0);
    expect(compareRuns([run("one", 30), { summary, predictions: undefined }]).notes[0]).toMatch(
      /nothing to compare/,
    );
  });
});
