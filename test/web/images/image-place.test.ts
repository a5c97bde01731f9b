import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PartName } from "../../../src/app/protocol/partition-api.ts";
import { everything, type Finding, type SortKey } from "../../../web/src/images/choose-images.ts";
import {
  allImages,
  type ImagePlace,
  isSameSearch,
  readPlace,
  writePlace,
} from "../../../web/src/images/place/image-place.ts";

const word = fc.string({ minLength: 1, unit: "grapheme" });
const words = fc.uniqueArray(fc.option(word)).map((all) => new Set(all));
const place: fc.Arbitrary<ImagePlace> = fc.record({
  choice: fc.record({
    labels: words,
    groups: words,
    parts: fc
      .uniqueArray(fc.constantFrom<PartName | null>("train", "val", "test", null))
      .map((all) => new Set(all)),
    text: fc.string({ unit: "grapheme" }),
    finding: fc.constantFrom<Finding | null>("broken", "duplicate", "different", "mistake", null),
    lessSure: fc.option(fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100)),
    sort: fc.constantFrom<SortKey>("name", "label", "group", "part", "confidence", "mistake"),
    descending: fc.boolean(),
  }),
  run: fc.option(word),
  shown: fc.option(word),
});

describe("the place of the images page", () => {
  it("comes back from its address, whatever names are in it", () => {
    fc.assert(
      fc.property(place, (one) => {
        expect(readPlace(writePlace(one))).toEqual(one);
      }),
    );
  });

  it("is short, and in words that can be read", () => {
    expect(writePlace(allImages)).toBe("");
    const choice = {
      ...everything,
      labels: new Set(["rod", null]),
      parts: new Set(["test" as const]),
      sort: "confidence" as const,
    };
    expect(writePlace({ choice, run: "first", shown: null })).toBe(
      "class=rod&class=&part=test&sort=confidence&run=first",
    );
  });

  it("leaves out what it does not understand", () => {
    expect(readPlace("part=all&sort=size&find=ghosts&below=200&order=sideways&x=y&run=")).toEqual(allImages);
    expect(readPlace("below=%00&class")).toEqual({
      ...allImages,
      choice: { ...everything, labels: new Set([null]) },
    });
  });

  it("is the same search while letters are added or a slider moves, not when it begins or ends", () => {
    const of = (text: string, lessSure: number | null = null): ImagePlace => ({
      ...allImages,
      choice: { ...everything, text, lessSure },
    });
    expect(isSameSearch(of("a"), of("ab"))).toBe(true);
    expect(isSameSearch(of(""), of("a"))).toBe(false);
    expect(isSameSearch(of("a"), of(""))).toBe(false);
    expect(isSameSearch(of("", 0.5), of("", 0.6))).toBe(true);
    expect(isSameSearch(of(""), of("", 0.6))).toBe(false);
    expect(isSameSearch(of("a"), of("a"))).toBe(false);
  });
});
