import { describe, expect, it } from "vitest";
import { readDisplay, recallDisplay } from "../../../web/src/pictures/read-display.ts";

describe("readDisplay", () => {
  it("gives back what was remembered", () => {
    const view = { contrast: "range", low: 0.1, high: 0.9, gamma: 1.5, channel: 1, page: 3, tint: "green" };
    expect(readDisplay(JSON.stringify(view))).toEqual(view);
    expect(readDisplay(null)).toEqual({});
  });

  it("has nothing to recall where the browser forbids its storage", () => {
    const denied = (): never => {
      throw new DOMException("denied", "SecurityError");
    };
    expect(recallDisplay(denied, "mor-display x")).toEqual({});
    expect(recallDisplay(() => ({ getItem: denied }), "mor-display x")).toEqual({});
    expect(recallDisplay(() => ({ getItem: (name) => `{"x":"${name}","page":3}` }), "y")).toEqual({
      page: 3,
    });
  });

  it("leaves out what the server would refuse", () => {
    const odd = {
      contrast: "percentile",
      low: -1,
      high: "1",
      gamma: 99,
      channel: 1.5,
      page: null,
      tint: "red",
      x: 1,
    };
    expect(readDisplay(JSON.stringify(odd))).toEqual({});
    for (const text of ["", "{", "[]", "3", "null"]) expect(readDisplay(text)).toEqual({});
  });
});
