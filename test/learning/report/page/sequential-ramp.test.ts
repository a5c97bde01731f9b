import { describe, expect, it } from "vitest";
import { contrastRatio, palette } from "../../../../src/learning/report/page/palette.ts";
import {
  sequentialRamp,
  shadeCount,
  shadeIndex,
} from "../../../../src/learning/report/page/sequential-ramp.ts";

const themes = ["light", "dark"] as const;

describe.each(themes)("the colours of the %s theme", (theme) => {
  it("let numbers be read on every shade", () => {
    for (const { fill, text } of sequentialRamp(theme))
      expect(contrastRatio(fill, text)).toBeGreaterThanOrEqual(4.5);
  });

  it("run in steps that look equally large, away from the page", () => {
    const lightness = sequentialRamp(theme).map(({ fill }) => labLightness(fill));
    const steps = lightness.slice(1).map((value, index) => value - (lightness[index] ?? 0));
    const mean = steps.reduce((sum, step) => sum + step, 0) / steps.length;
    expect(Math.sign(mean)).toBe(theme === "light" ? -1 : 1);
    for (const step of steps) expect(step / mean).toBeGreaterThan(0.5);
    for (const step of steps) expect(step / mean).toBeLessThan(1.6);
  });

  it("reach AA for text and 3:1 for lines", () => {
    const { paper = "", panel = "", ...rest } = palette[theme];
    for (const name of ["ink", "muted", "blueText", "vermilionText", "greenText"] as const) {
      expect(contrastRatio(rest[name], paper), name).toBeGreaterThanOrEqual(4.5);
      expect(contrastRatio(rest[name], panel), `${name} on panel`).toBeGreaterThanOrEqual(4.5);
    }
    for (const name of ["blue", "vermilion", "green", "axis"] as const) {
      expect(contrastRatio(rest[name], paper), name).toBeGreaterThanOrEqual(3);
    }
  });
});

it("finds the shade of a share", () => {
  expect([0, 0.5, 1, -1, 2, Number.NaN].map(shadeIndex)).toEqual([
    0,
    10,
    shadeCount - 1,
    0,
    shadeCount - 1,
    0,
  ]);
});

it("measures contrast as WCAG does", () => {
  expect(contrastRatio("#000000", "#ffffff")).toBeCloseTo(21, 10);
  expect(contrastRatio("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

/** CIE L*: the lightness that colour scientists compare with, independent of the OKLab used to make the ramp. */
function labLightness(hex: string): number {
  const luminance = 1.05 / contrastRatio(hex, "#ffffff") - 0.05;
  return 116 * Math.cbrt(luminance) - 16;
}
