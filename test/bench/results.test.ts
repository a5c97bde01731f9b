import { describe, expect, it } from "vitest";
import { formatTable, lineOf, mergeLines } from "../../bench/harness/results.ts";

describe("lineOf", () => {
  it("has medians of both and the ratio with its spread, in four digits", () => {
    expect(lineOf("train-step/keras", "ms/image", [10.00004, 12, 11], [20, 20, 20])).toEqual({
      name: "train-step/keras",
      unit: "ms/image",
      ours: 11,
      peer: 20,
      ratio: { median: 0.55, low: 0.5, high: 0.6 },
    });
  });
});

describe("mergeLines", () => {
  it("replaces by name, in the old order, and adds what is new", () => {
    const old = [
      { name: "a", value: 1 },
      { name: "b", value: 2 },
    ];
    const fresh = [
      { name: "c", value: 3 },
      { name: "a", value: 4 },
    ];
    expect(mergeLines(old, fresh)).toEqual([
      { name: "a", value: 4 },
      { name: "b", value: 2 },
      { name: "c", value: 3 },
    ]);
  });
});

describe("formatTable", () => {
  it("aligns columns and says what did not reach the peer's accuracy", () => {
    const ratio = { median: 0.5, low: 0.4, high: 0.6 };
    const table = formatTable([
      { name: "a/b", unit: "s", ours: 1, peer: 2, ratio },
      { name: "time-to-accuracy/pytorch", unit: "s", ours: 100, peer: 200, ratio, reached: false },
    ]);
    expect(table.split("\n").map((row) => row.indexOf("0.50"))).toEqual([-1, 45, 45]);
    expect(table).toContain("0.40 - 0.60, NOT REACHED");
  });
});
