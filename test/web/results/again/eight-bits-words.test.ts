import { describe, expect, it } from "vitest";
import {
  lossWords,
  megabytes,
  speedWords,
  verdictOf,
} from "../../../../web/src/results/again/eight-bits-words.ts";

const speedup = { median: 1.71, low: 1.26, high: 5.96 };
const loss = { value: 0.002, low: -0.001, high: 0.004 };

describe("words of a model in 8 bits", () => {
  it("recommend what is faster and loses little, and nothing else", () => {
    const worth = { speedup, loss, met: true, maxLoss: 0.5 };
    expect(verdictOf(worth).isGood).toBe(true);
    expect(verdictOf({ ...worth, loss: { ...loss, value: 0.006 } })).toMatchObject({ isGood: false });
    expect(verdictOf({ ...worth, met: false }).words).toMatch(/more than 0\.5 points/);
    expect(verdictOf({ ...worth, speedup: { median: 1.01, low: 0.9, high: 1.1 } }).words).toMatch(
      /not faster/,
    );
  });

  it("recommend nothing of which too little is known", () => {
    const worth = { speedup, loss, met: true, maxLoss: 0.5 };
    const wide = verdictOf({ ...worth, loss: { ...loss, high: 0.021 } });
    expect(wide.isGood).toBe(false);
    expect(wide.words).toMatch(/too few images to be sure: up to 2\.1 points of accuracy may be lost/);
    const none = verdictOf({ ...worth, loss: { value: 0, low: null, high: null } });
    expect(none).toMatchObject({ isGood: false, words: expect.stringMatching(/too few images to be sure/) });
    const shaky = verdictOf({ ...worth, speedup: { median: 1.3, low: 0.9, high: 2 } });
    expect(shaky).toMatchObject({
      isGood: false,
      words: expect.stringMatching(/^It was not faster in every turn \(0\.90 to 2\.00 times/),
    });
  });

  it("give numbers with what they lie between", () => {
    expect(speedWords({ speedup })).toBe("1.71 (1.26 to 5.96)");
    expect(lossWords({ loss })).toBe("0.2 (−0.1 to 0.4)");
    expect(lossWords({ loss: { value: -0.0001, low: null, high: null } })).toBe("0.0");
    expect([megabytes(1_640_000), megabytes(40_000)]).toEqual(["1.6\u00a0MB", "0.04\u00a0MB"]);
  });
});
