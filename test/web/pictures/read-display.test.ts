import { describe, expect, it } from "vitest";
import { readDisplay } from "../../../web/src/pictures/read-display.ts";

describe("readDisplay", () => {
  it("gives back what was remembered", () => {
    const view = { contrast: "range", low: 0.1, high: 0.9, gamma: 1.5, channel: 1, page: 3, tint: "green" };
    expect(readDisplay(JSON.stringify(view))).toEqual(view);
    expect(readDisplay(null)).toEqual({});
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
