import { describe, expect, it } from "vitest";
import { orderClasses, renameClass } from "../../../web/src/images/label/order-classes.ts";

describe("orderClasses", () => {
  it("puts new classes at the end, and leaves them there when images have them", () => {
    const first = orderClasses([], ["b", "d"], []);
    expect(first).toEqual(["b", "d"]);
    const second = orderClasses(first, ["b", "d"], ["a"]);
    expect(second).toEqual(["b", "d", "a"]);
    expect(orderClasses(second, ["a", "b", "d"], ["a"])).toBe(second);
  });

  it("keeps the place of a class that no image has any more", () => {
    expect(orderClasses(["b", "d"], ["d"], [])).toEqual(["b", "d"]);
  });
});

describe("renameClass", () => {
  it("keeps the place, or joins the class that has the name", () => {
    expect(renameClass(["a", "b"], "a", "c")).toEqual(["c", "b"]);
    expect(renameClass(["a", "b"], "a", "b")).toEqual(["b"]);
    expect(renameClass(["a", "b"], "a", "a")).toEqual(["a", "b"]);
  });
});
