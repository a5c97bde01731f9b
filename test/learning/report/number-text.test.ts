import { describe, expect, it } from "vitest";
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatInterval,
  formatPercent,
  formatPercentNumber,
  formatSignificant,
} from "../../../src/learning/report/number-text.ts";

describe("numbers as text", () => {
  it.each([
    [0.9555, "0.956"],
    [1, "1.000"],
    [0.99996, "0.99996"],
    [0.0001, "0.0001"],
    [-0.02, "\u22120.020"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("prints %s as %s", (value, text) => expect(formatDecimal(value)).toBe(text));

  it("never calls nearly all 100 %", () => {
    expect(formatPercent(172 / 180)).toBe("95.6\u00a0%");
    expect(formatPercent(0.9999)).toBe("99.99\u00a0%");
    expect(formatPercent(1)).toBe("100.0\u00a0%");
    expect(formatPercent(0)).toBe("0.0\u00a0%");
  });

  it("prints intervals so that a dash is never read as a minus", () => {
    expect(
      formatInterval({ value: 0.5, low: 0.915, high: 0.977, method: "wilson" }, formatPercentNumber),
    ).toBe("91.5–97.7");
    expect(formatInterval({ value: 0, low: -0.1, high: 0.2, method: "bootstrap" })).toBe(
      "\u22120.100 to 0.200",
    );
    expect(formatInterval({ value: 0, low: null, high: null, method: "none" })).toBeUndefined();
  });

  it("prints counts, small numbers and durations", () => {
    expect(formatCount(1_236_742)).toBe("1,236,742");
    expect(formatSignificant(0.0003)).toBe("0.0003");
    expect(formatSignificant(1.2345e-9)).toBe("1.23e\u22129");
    expect([0.42, 12.34, 59.99, 252, 7500].map(formatDuration)).toEqual([
      "0.42\u00a0s",
      "12.3\u00a0s",
      "1\u00a0min 0\u00a0s",
      "4\u00a0min 12\u00a0s",
      "2\u00a0h 5\u00a0min",
    ]);
  });
});
