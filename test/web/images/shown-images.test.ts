import { describe, expect, it } from "vitest";
import {
  keepShownImages,
  readShownImages,
  type Shelf,
  tabShelf,
} from "../../../web/src/images/place/shown-images.ts";

/** A storage with room for so many characters. */
function shelf(room = 10_000): Shelf & { readonly held: Map<string, string> } {
  const held = new Map<string, string>([["other", "stays"]]);
  return {
    held,
    get length() {
      return held.size;
    },
    key: (at) => [...held.keys()][at] ?? null,
    getItem: (name) => held.get(name) ?? null,
    removeItem: (name) => void held.delete(name),
    setItem(name, value) {
      const others = [...held]
        .filter(([key]) => key !== name)
        .reduce((sum, [, text]) => sum + text.length, 0);
      if (others + value.length > room) throw new DOMException("full", "QuotaExceededError");
      held.set(name, value);
    },
  };
}

const images = (count: number) => ({
  paths: Array.from({ length: count }, (_, at) => `${at}.png`),
  title: "chosen on the map of first",
});

describe("images that another page has chosen", () => {
  it("are found under their name, and in no other tab", () => {
    const own = shelf();
    const name = keepShownImages(images(3), own, "a");
    expect(readShownImages(own, name)).toEqual(images(3));
    expect(readShownImages(shelf(), name)).toBeUndefined();
    keepShownImages({ paths: ["a", "b", "a"], title: "twice" }, own, "b");
    expect(readShownImages(own, "b")?.paths).toEqual(["a", "b"]);
  });

  it("are kept for the last few times, and make room for each other", () => {
    const own = shelf();
    for (const name of ["a", "b", "c", "d", "e", "f"]) keepShownImages(images(2), own, name);
    expect(readShownImages(own, "a")).toBeUndefined();
    expect(readShownImages(own, "b")).toEqual(images(2));
    const small = shelf(120);
    keepShownImages(images(2), small, "g");
    keepShownImages(images(5), small, "h");
    expect([...small.held.keys()]).toEqual(["other", "mor-shown-images h"]);
  });

  it("are known until a reload where there is no room at all", () => {
    const own = shelf(10);
    expect(readShownImages(own, keepShownImages(images(4), own, "i"))).toEqual(images(4));
  });

  it("are none where something else lies under the name", () => {
    const own = shelf();
    for (const text of ["{", "null", '{"paths":[1],"title":"x"}', '{"paths":["a"]}']) {
      own.setItem("mor-shown-images j", text);
      expect(readShownImages(own, "j")).toBeUndefined();
    }
  });

  it("are known until a reload where the browser forbids its storage", () => {
    const own = tabShelf(() => {
      throw new DOMException("denied", "SecurityError");
    });
    expect(readShownImages(own, keepShownImages(images(4), own, "k"))).toEqual(images(4));
    expect(readShownImages(own, "l")).toBeUndefined();
  });
});
