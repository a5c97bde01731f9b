import { describe, expect, it } from "vitest";
import { toImageList } from "../../../src/app/server/images/image-list.ts";
import {
  type Choice,
  chooseImages,
  contradictions,
  countColumn,
  everything,
  type Knowledge,
} from "../../../web/src/images/choose-images.ts";
import { decodeImages } from "../../../web/src/images/page-image.ts";

const { images, labels } = decodeImages(
  toImageList(
    [
      { path: "a/1.png", label: "x", group: "g", part: "train", columns: {} },
      { path: "a/2.png", label: "y", group: "h", part: "test", columns: {} },
      { path: "a/3.png", label: "", columns: {} },
      { path: "b/Four.png", label: "x", part: "val", columns: {} },
    ],
    1,
  ),
);

const knowledge: Knowledge = {
  broken: new Set(["a/3.png"]),
  copies: new Map([
    ["a/1.png", "a/1.png"],
    ["b/Four.png", "a/1.png"],
  ]),
  verdicts: new Map([
    ["a/1.png", { predicted: "x", confidence: 0.6 }],
    ["a/2.png", { predicted: "x", confidence: 0.9 }],
    ["a/3.png", { predicted: "x", confidence: 0.7 }],
  ]),
};

function chosen(choice: Partial<Choice>): string[] {
  return chooseImages(images, { ...everything, ...choice }, knowledge).map(({ path }) => path);
}

describe("decodeImages", () => {
  it("lets those pass of which a model is less sure", () => {
    expect(chosen({ lessSure: 0.7 })).toEqual(["a/1.png"]);
    expect(chosen({ lessSure: 0.8 })).toEqual(["a/1.png", "a/3.png"]);
  });

  it("gives back the rows that the server has", () => {
    expect(images[1]).toEqual({
      index: 1,
      path: "a/2.png",
      name: "2.png",
      label: "y",
      group: "h",
      part: "test",
    });
    expect(images[2]).toMatchObject({ label: null, group: null, part: null });
  });
});

describe("chooseImages", () => {
  it("shows all in the order of their paths", () => {
    expect(chosen({})).toEqual(["a/1.png", "a/2.png", "a/3.png", "b/Four.png"]);
    expect(chosen({ descending: true })).toEqual(["b/Four.png", "a/3.png", "a/2.png", "a/1.png"]);
    expect(images[0]?.path).toBe("a/1.png");
  });

  it("narrows by class, group, part and name together", () => {
    expect(chosen({ labels: new Set(["x", null]) })).toEqual(["a/1.png", "a/3.png", "b/Four.png"]);
    expect(chosen({ labels: new Set(["x"]), parts: new Set(["val"] as const) })).toEqual(["b/Four.png"]);
    expect(chosen({ groups: new Set([null]) })).toEqual(["a/3.png", "b/Four.png"]);
    expect(chosen({ text: " four" })).toEqual(["b/Four.png"]);
  });

  it("finds broken images, copies side by side, and mistakes", () => {
    expect(chosen({ finding: "broken" })).toEqual(["a/3.png"]);
    expect(chosen({ finding: "duplicate" })).toEqual(["a/1.png", "b/Four.png"]);
    expect(chosen({ finding: "mistake" })).toEqual(["a/2.png"]);
  });

  it("sorts, with those that have no value at the end", () => {
    expect(chosen({ sort: "label" })).toEqual(["a/1.png", "b/Four.png", "a/2.png", "a/3.png"]);
    expect(chosen({ sort: "part", descending: true })).toEqual([
      "a/2.png",
      "b/Four.png",
      "a/1.png",
      "a/3.png",
    ]);
    expect(chosen({ sort: "confidence", descending: true })).toEqual([
      "a/2.png",
      "a/3.png",
      "a/1.png",
      "b/Four.png",
    ]);
    expect(chosen({ sort: "mistake" })).toEqual(["a/2.png", "a/1.png", "a/3.png", "b/Four.png"]);
  });
});

describe("countColumn", () => {
  it("counts in the order given, also what no image has, and those without one last", () => {
    expect(countColumn(images, ({ label }) => label, ["new", ...labels])).toEqual([
      { value: "new", count: 0 },
      { value: "x", count: 2 },
      { value: "y", count: 1 },
      { value: null, count: 1 },
    ]);
  });
});

describe("contradictions", () => {
  const alike = (...paths: readonly string[]) => ({
    copies: new Map(paths.map((path) => [path, paths[0] ?? ""])),
  });

  it("are pairs whose labels contradict each other; no label contradicts none", () => {
    expect(contradictions(images, alike("a/1.png", "a/2.png", "gone.png"))).toEqual(
      new Set(["a/1.png", "a/2.png"]),
    );
    expect(contradictions(images, alike())).toEqual(new Set());
  });

  it("are found through copies of copies: of three, one of another label contradicts both", () => {
    const three = ["x", "x", "y"].map((label, index) => ({
      index,
      path: `${index}.png`,
      name: `${index}.png`,
      label,
      group: null,
      part: null,
    }));
    expect(contradictions(three, alike("0.png", "1.png", "2.png"))).toEqual(
      new Set(["0.png", "1.png", "2.png"]),
    );
  });

  it("can be shown alone, those of a pair beside each other", () => {
    const torn: Knowledge = {
      ...knowledge,
      copies: new Map(["a/1.png", "a/2.png", "b/Four.png"].map((path) => [path, "a/1.png"])),
    };
    const choice: Choice = { ...everything, finding: "different", sort: "label", descending: true };
    expect(chooseImages(images, choice, torn).map(({ path }) => path)).toEqual([
      "a/1.png",
      "a/2.png",
      "b/Four.png",
    ]);
    expect(chosen({ finding: "different" })).toEqual([]);
  });
});
