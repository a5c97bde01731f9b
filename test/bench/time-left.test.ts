import { describe, expect, it } from "vitest";
import { formatDuration, secondsLeft } from "../../bench/harness/time-left.ts";

describe("secondsLeft", () => {
  it("is the guess at first, and follows the pace later", () => {
    const plans = (done: number) => [
      { seconds: 1000, done },
      { seconds: 500, done: 0 },
    ];
    expect(secondsLeft(plans(0), 0)).toBe(1500);
    // Twice as slow as guessed.
    expect(secondsLeft(plans(1), 2000)).toBeCloseTo(500 * (2030 / 1030));
  });

  it("is nothing when all is done", () => {
    expect(secondsLeft([{ seconds: 100, done: 1 }], 80)).toBe(0);
  });
});

describe("formatDuration", () => {
  it.each([
    [40, "40 s"],
    [720, "12 min"],
    [5400, "1.5 h"],
  ])("writes %d seconds as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
