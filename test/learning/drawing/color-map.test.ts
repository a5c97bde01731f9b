import { describe, expect, it } from "vitest";
import { type ColorMap, colorImage, colorOf } from "../../../src/learning/drawing/color-map.ts";

/** CIE lightness of sRGB, 0 to 100. */
function lightness([red, green, blue]: readonly number[]): number {
  const linear = [red, green, blue].map((value = 0) => {
    const v = value / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  const y = 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  return y > 0.008856 ? 116 * Math.cbrt(y) - 16 : 903.3 * y;
}

describe("color maps", () => {
  it("have matplotlib's ends", () => {
    expect(colorOf("inferno", 0)).toEqual([0, 0, 4]);
    expect(colorOf("inferno", 1)).toEqual([252, 255, 164]);
    expect(colorOf("viridis", 0)).toEqual([68, 1, 84]);
    expect(colorOf("grey", 0.5)).toEqual([128, 128, 128]);
  });

  it.each<ColorMap>(["inferno", "viridis", "grey"])("%s grows lighter all the way", (map) => {
    const steps = Array.from({ length: 33 }, (_, i) => lightness(colorOf(map, i / 32)));
    expect(steps.slice(1).every((value, i) => value > (steps[i] ?? 0))).toBe(true);
  });

  it("diverging is black in the middle and equally light on both sides, blue below and orange above", () => {
    expect(Math.max(...colorOf("diverging", 0.5))).toBeLessThan(3);
    for (const t of [0.1, 0.2, 0.3, 0.4, 0.5]) {
      const [low, high] = [colorOf("diverging", 0.5 - t), colorOf("diverging", 0.5 + t)];
      expect(Math.abs(lightness(low) - lightness(high))).toBeLessThan(6);
      expect(low[2]).toBeGreaterThan(low[0]);
      expect(high[0]).toBeGreaterThan(high[2]);
    }
  });

  it("clips, and takes NaN for nothing", () => {
    expect(colorOf("inferno", -3)).toEqual(colorOf("inferno", 0));
    expect(colorOf("inferno", 7)).toEqual(colorOf("inferno", 1));
    expect(colorOf("inferno", Number.NaN)).toEqual(colorOf("inferno", 0));
    expect(Math.max(...colorOf("diverging", Number.NaN))).toBeLessThan(3);
  });

  it("colours a plane within a range, also an empty one", () => {
    const image = colorImage(Float32Array.of(0, 5, 10, 20), { height: 2, width: 2 }, "grey", {
      low: 0,
      high: 10,
    });
    expect([...image.data]).toEqual([0, 0, 0, 128, 128, 128, 255, 255, 255, 255, 255, 255]);
    const flat = colorImage(Float32Array.of(3), { height: 1, width: 1 }, "grey", { low: 3, high: 3 });
    expect([...flat.data]).toEqual([0, 0, 0]);
    expect(() =>
      colorImage(new Float32Array(3), { height: 2, width: 2 }, "grey", { low: 0, high: 1 }),
    ).toThrow(/2 x 2 values/);
  });
});
