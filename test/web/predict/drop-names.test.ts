import { describe, expect, it } from "vitest";
import { dropNames } from "../../../web/src/predict/drop-names.ts";

describe("dropNames", () => {
  it("keeps names, and tells apart files of one name from several folders", () => {
    const files = [
      { name: "1.png", folder: "leaf-a" },
      { name: "1.PNG", folder: "leaf-b" },
      { name: "2.png", folder: "leaf-b" },
      { name: "1.png", folder: "leaf-b" },
      { name: "1.png", folder: null },
    ];
    expect(dropNames(files)).toEqual(["1.png", "leaf-b_1.PNG", "2.png", "leaf-b_1-2.png", "1-2.png"]);
    expect(dropNames([])).toEqual([]);
  });
});
