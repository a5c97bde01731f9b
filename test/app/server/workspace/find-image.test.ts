import { describe, expect, it } from "vitest";
import { findImage } from "../../../../src/app/server/workspace/find-image.ts";

describe("findImage", () => {
  const [composed, decomposed] = ["é", "e\u0301"];

  it("finds an image in whatever Unicode form its name is asked for", () => {
    const find = findImage([{ path: `${decomposed}.png`, label: "x", columns: {} }]);
    expect(find(`${composed}.png`)?.path).toBe(`${decomposed}.png`);
    expect(find(`${decomposed}.png`)?.path).toBe(`${decomposed}.png`);
    expect(find("e.png")).toBeUndefined();
  });

  it("tells two files apart that a disk keeps in both forms", () => {
    const images = [composed, decomposed].map((name) => ({ path: `${name}.png`, label: "x", columns: {} }));
    const find = findImage(images);
    expect(images.map(({ path }) => find(path))).toEqual(images);
  });
});
