import { describe, expect, it } from "vitest";
import { formatEstimate } from "../../../../src/app/cli/terminal/metrics-text.ts";

describe("formatEstimate", () => {
  it.each([
    [{ value: 0.9561, low: 0.9149, high: 0.9777 }, "0.956 (0.915-0.978)"],
    [{ value: 0.01, low: -0.1, high: 0.1 }, "0.010 (-0.100 to 0.100)"],
    [{ value: 1, low: null, high: null }, "1.000"],
    [{ value: null, low: null, high: null }, "-"],
  ])("of %j is %j", (estimate, text) => {
    expect(formatEstimate({ ...estimate, method: "bootstrap" })).toBe(text);
  });
});
