import { describe, expect, it } from "vitest";
import { checkLines, limitOf } from "../../bench/harness/check.ts";
import type { MeasuredLine } from "../../bench/harness/results.ts";

const stored = (name: string, median: number): MeasuredLine => ({
  name,
  unit: "ms/image",
  ours: 1,
  peer: 1,
  ratio: { median, low: median, high: median },
  conditions: { machine: "here", node: "v20", threads: 2, pairs: 5 },
});

describe("limitOf", () => {
  it("allows 15 % here and 40 % on another machine", () => {
    expect(limitOf(stored("a/b", 2), "here")).toBeCloseTo(2.3);
    expect(limitOf(stored("a/b", 2), "elsewhere")).toBeCloseTo(2.8);
  });

  it("allows what it is told to, and never less on another machine", () => {
    expect(limitOf(stored("a/b", 2), "here", 0.3)).toBeCloseTo(2.6);
    expect(limitOf(stored("a/b", 2), "elsewhere", 0.3)).toBeCloseTo(2.8);
    expect(limitOf(stored("a/b", 2), "elsewhere", 0.6)).toBeCloseTo(3.2);
  });
});

describe("checkLines", () => {
  /** Checks a/b and c/d, stored as 1, against the ratios of one try after the other. */
  async function check(tries: readonly Record<string, number>[], machine = "here") {
    const asked: string[][] = [];
    const said: string[] = [];
    const passed = await checkLines({
      stored: [stored("a/b", 1), stored("c/d", 1)],
      names: ["a/b", "c/d", "new/line"],
      tries: 3,
      machine,
      log: (text) => said.push(text),
      measure: async (names) => {
        asked.push([...names]);
        return tries[asked.length - 1] ?? {};
      },
    });
    return { passed, asked, said: said.join("\n") };
  }

  it("stops at the first pass, and names what was never recorded", async () => {
    const { passed, asked, said } = await check([{ "a/b": 1.1, "c/d": 0.9 }]);
    expect(passed).toBe(true);
    expect(asked).toEqual([["a/b", "c/d"]]);
    expect(said).toContain("Never recorded, not compared: new/line");
  });

  it("tries only what was slow again", async () => {
    const { passed, asked } = await check([{ "a/b": 1.2, "c/d": 1 }, { "a/b": 1.1 }]);
    expect(passed).toBe(true);
    expect(asked).toEqual([["a/b", "c/d"], ["a/b"]]);
  });

  it("fails for what is slow each time", async () => {
    const { passed, asked } = await check([{ "a/b": 1.2, "c/d": 1 }, { "a/b": 1.3 }, { "a/b": 1.16 }]);
    expect(passed).toBe(false);
    expect(asked).toHaveLength(3);
  });

  it("allows more on another machine, and says so", async () => {
    const { passed, said } = await check([{ "a/b": 1.39, "c/d": 1 }], "elsewhere");
    expect(passed).toBe(true);
    expect(said).toContain("another machine (here; this is elsewhere)");
  });

  it("does not fail for what cannot be measured", async () => {
    const { passed, said } = await check([{ "c/d": 1 }]);
    expect(passed).toBe(true);
    expect(said).toContain("a/b: cannot be measured here");
  });
});
