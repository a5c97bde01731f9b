import { describe, expect, it } from "vitest";
import { countOf, listOf, partName, pluralOf, shorten } from "../../../src/learning/report/wording.ts";

describe("wording", () => {
  it.each([
    ["plant", "plants"],
    ["leaf", "leaves"],
    ["class", "classes"],
    ["epoch", "epochs"],
    ["assay", "assays"],
    ["colony", "colonies"],
    ["time series", "time series"],
    ["plate_id", "groups (plate_id)"],
    ["<b>", "groups (<b>)"],
  ])("the plural of %s is %s", (noun, plural) => expect(pluralOf(noun)).toBe(plural));

  it("counts and lists", () => {
    expect([countOf(1, "movie"), countOf(1200, "movie")]).toEqual(["1 movie", "1,200 movies"]);
    expect([listOf([]), listOf(["a"]), listOf(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
    expect(["val", "constructor", "hold-out"].map(partName)).toEqual([
      "validation part",
      "constructor part",
      "hold-out part",
    ]);
  });

  it("cuts long names in the middle and never through an emoji", () => {
    expect(shorten("mito_elongated", 20)).toBe("mito_elongated");
    expect(shorten("a_very_long_class_name_2", 11)).toBe("a_ver…ame_2");
    expect(shorten("👩‍🔬👩‍🔬👩‍🔬👩‍🔬", 3)).toBe("👩‍🔬…👩‍🔬");
  });
});
