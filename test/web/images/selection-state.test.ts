import { describe, expect, it } from "vitest";
import { clickImage, moveFrame, nothingSelected } from "../../../web/src/images/grid/selection-state.ts";
import type { PageImage } from "../../../web/src/images/page-image.ts";

const images: readonly PageImage[] = ["a", "b", "c", "d"].map((path, index) => ({
  index,
  path,
  name: path,
  label: null,
  group: null,
  part: null,
}));
const clicked = clickImage(nothingSelected, images, { from: 0, to: 1, anchor: undefined }, "alone");

describe("moveFrame", () => {
  it("drops the selection, so that the next label goes to the framed image", () => {
    const moved = moveFrame(clicked, images, { from: 1, to: 2, anchor: 1 }, "alone");
    expect(moved).toEqual({ paths: new Set(), framed: "c", place: 2, anchor: "c" });
  });

  it("extends from the anchor, or from the frame where there is none", () => {
    const moved = moveFrame(clicked, images, { from: 1, to: 2, anchor: 1 }, "extend");
    expect([...moved.paths]).toEqual(["b", "c"]);
    const back = moveFrame(moved, images, { from: 2, to: 0, anchor: 1 }, "extend");
    expect([...back.paths]).toEqual(["a", "b"]);
    const fresh = moveFrame(nothingSelected, images, { from: 0, to: 1, anchor: undefined }, "extend");
    expect([...fresh.paths]).toEqual(["a", "b"]);
  });

  it("keeps the selection where asked, and stays within the images", () => {
    const moved = moveFrame(clicked, images, { from: 1, to: 9, anchor: 1 }, "keep");
    expect(moved).toMatchObject({ paths: clicked.paths, framed: "d", place: 3, anchor: "b" });
  });
});

describe("clickImage", () => {
  it("toggles, and selects up to the image", () => {
    const two = clickImage(clicked, images, { from: 1, to: 3, anchor: 1 }, "toggle");
    expect([...two.paths]).toEqual(["b", "d"]);
    expect([...clickImage(two, images, { from: 3, to: 3, anchor: 3 }, "toggle").paths]).toEqual(["b"]);
    expect([...clickImage(clicked, images, { from: 1, to: 3, anchor: 1 }, "extend").paths]).toEqual([
      "b",
      "c",
      "d",
    ]);
  });
});
